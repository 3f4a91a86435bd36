package dev.weir.benchmark.operation;

import dev.weir.config.RolloutFile;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.replay.Logged;
import dev.weir.rollout.Plan;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A log that is made up as it is read: requests of many models in turn, drawn half and half, from units that come again, in
 * three attributes of twenty values each. Not safe for use by several threads.
 */
final class LongLog implements Supplier<Optional<Logged>> {
    private static final long START = 1_700_000_000_000L;
    private static final int VALUES = 20;
    private static final int UNITS = 5_000;
    private static final int REQUESTS_PER_SECOND = 20_000;

    private final long events;
    private final int models;
    private final SplittableRandom random = new SplittableRandom(20260105);
    private long read;

    /** A log of so many events of so many models. */
    LongLog(long events, int models) {
        this.events = events;
        this.models = models;
    }

    /** The plan of a model: a canary that lasts longer than the log, with all its segments watched. */
    static Plan plan(int model) {
        String file =
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: rollout-%1$d }
                spec:
                  model: model-%1$d
                  baseline: v1.0
                  candidate: v2.0
                  override: { skippedStages: one canary is enough here }
                  baselineCollection: { minDuration: 1m, minSamples: 1000 }
                  stages:
                    - { name: canary, weight: 50, minDuration: 30d, maxDuration: 60d }
                    - { name: full, weight: 100, minDuration: 1d }
                  segments: [country, device, tier]
                """
                        .formatted(model);
        RolloutFile read = RolloutFile.read(file, Instant.EPOCH, "long-log");
        return read.plan()
                .orElseThrow(() -> new IllegalStateException(read.problems().toString()));
    }

    @Override
    public Optional<Logged> get() {
        if (read == events) {
            return Optional.empty();
        }
        long number = read++;
        int unit = random.nextInt(UNITS);
        boolean candidate = (unit & 1) == 1;
        boolean fails = random.nextInt(200) == 0;
        Observation.Call call = new Observation.Call(
                10_000 + random.nextInt(60_000),
                fails ? Observation.Status.ERROR : Observation.Status.OK,
                Observation.ABSENT,
                Observation.ABSENT,
                Observation.ABSENT);
        Observation observation = new Observation(
                "r" + number,
                "model-" + number % models,
                candidate ? "v2.0" : "v1.0",
                Role.SERVED,
                START + number * 1_000 / REQUESTS_PER_SECOND,
                "u" + unit,
                Segments.canonical(Map.of(
                        "country", "c" + random.nextInt(VALUES),
                        "device", "d" + random.nextInt(VALUES),
                        "tier", "t" + random.nextInt(VALUES))),
                Observation.NO_REVISION,
                false,
                true,
                null,
                true,
                true,
                call);
        return Optional.of(new Logged.Request(observation, null, null));
    }
}
