package dev.weir.benchmark.memory;

import dev.weir.config.RolloutFile;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelChanges;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.Output;
import dev.weir.rollout.Plan;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.TimeLimits;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A judge, and a partition's combiner, whose model has been in its canary for a while, with so many segments that all bring
 * requests in each second.
 */
final class WatchedModel {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final long START = 1_700_000_000L;
    private static final int REQUESTS_OF_SEGMENT = 4;
    private static final String[] VARIANTS = {"v1", "v2"};

    private final String name;
    private final int segments;
    private final ModelJudge judge;
    private Combiner combiner = new Combiner(0, SLACK);
    private final SplittableRandom random = new SplittableRandom(5);
    private final Watermarks watermarks = new Watermarks(1, JudgeSettings.STANDARD.silence());
    private long revision;
    private long requests;

    /** Leads a model through the collection of its baseline and a time of its canary, both in seconds. */
    WatchedModel(String name, int segments, long collected, long compared) {
        this.name = name;
        this.segments = segments;
        this.judge = new ModelJudge(name, JudgeSettings.STANDARD);
        follow(judge.plan(plan(collected), Instant.ofEpochSecond(START)));
        for (long second = START; second < START + collected + compared; second++) {
            count(second);
            Instant now = Instant.ofEpochSecond(second).plus(TIMEOUT).plus(SLACK);
            Delta delta = combiner.drain().get(name);
            judge.delta(delta);
            combiner.readUntil(now.toEpochMilli());
            combiner.forgetUnits(now.toEpochMilli());
            watermarks.advance(new Watermark(0, now.toEpochMilli()), now.toEpochMilli());
            follow(judge.tick(watermarks, now));
        }
        if (revision < 2) {
            throw new IllegalStateException(name + " has not reached its canary");
        }
    }

    String name() {
        return name;
    }

    /** Lets go of what the observe side keeps: the latest requests, their cells, and the units. */
    void forgetRequests() {
        combiner = null;
    }

    /** All that is to be stored of it. */
    ModelChanges changes() {
        return judge.takeChanges();
    }

    private Plan plan(long collected) {
        RolloutFile file = RolloutFile.read(
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: %1$s-v2 }
                spec:
                  model: %1$s
                  baseline: v1
                  candidate: v2
                  baselineCollection: { minDuration: %2$ds, minSamples: 1 }
                  override: { skippedStages: "one stage is measured" }
                  segments: [segment]
                  stages:
                    - { name: canary, weight: 10, minDuration: 1d, maxDuration: 90d }
                    - { name: full, weight: 100, minDuration: 1d, maxDuration: 90d }
                """
                        .formatted(name, collected / 2),
                Instant.ofEpochSecond(START),
                "benchmark");
        return file.plan()
                .orElseThrow(() -> new IllegalStateException(file.problems().toString()));
    }

    private void follow(Iterable<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Routed routed) {
                revision = routed.table().revision();
            }
        }
    }

    private void count(long second) {
        for (int segment = 0; segment < segments; segment++) {
            String attributes = Segments.canonical(Map.of("segment", "s" + segment));
            for (int i = 0; i < REQUESTS_OF_SEGMENT; i++) {
                String variant = VARIANTS[revision > 1 ? i % VARIANTS.length : 0];
                combiner.add(event(variant, attributes, second * 1_000 + i), TimeLimits.of(TIMEOUT));
            }
        }
    }

    private Observation event(String variant, String attributes, long millis) {
        return new Observation(
                "request-" + requests++,
                name,
                variant,
                Role.SERVED,
                millis,
                null,
                attributes,
                revision,
                false,
                true,
                true,
                true,
                true,
                new Observation.Call(
                        Math.round(12_000 * Math.exp(random.nextDouble() + random.nextDouble() - 1)),
                        Observation.Status.OK,
                        3_000L + random.nextInt(2_000),
                        Observation.ABSENT,
                        Observation.ABSENT));
    }
}
