package dev.weir.calibration;

import dev.weir.config.RolloutFile;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.replay.Logged;
import dev.weir.rollout.Plan;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What a baseline served: fifty requests a second of as many units, one in a hundred fails. */
final class PretendedTraffic {
    private static final long START = Instant.parse("2026-01-02T03:00:00Z").toEpochMilli();

    private PretendedTraffic() {}

    static Plan plan() {
        return RolloutFile.read(
                        """
                        metadata: { name: shop-v2 }
                        spec:
                          model: shop
                          baseline: v1
                          candidate: v2
                          baselineCollection: { minDuration: 5s, minSamples: 200 }
                          stages:
                            - { name: canary-50, weight: 50, minDuration: 5s, maxDuration: 10m }
                            - { name: full, weight: 100, minDuration: 5s, maxDuration: 10m }
                          override: { skippedStages: "two stages show it" }
                          holdback: 50
                          evidenceUnit: request
                          timeout: 1s
                          promote: manual
                          guardrails:
                            errorRate:   { maxRatio: 2.0, floor: 0.02 }
                            timeoutRate: { maxRatio: 2.0, floor: 0.02 }
                            latencyP50:  { maxRatio: 1.5 }
                            latencyP95:  { maxRatio: 1.5 }
                        """,
                        Instant.ofEpochMilli(START),
                        "test")
                .plan()
                .orElseThrow();
    }

    static List<Logged.Request> of(int requests) {
        SplittableRandom random = new SplittableRandom(7);
        return IntStream.range(0, requests)
                .mapToObj(i -> request(
                        i,
                        5_000 + random.nextInt(10_000),
                        random.nextInt(100) == 0 ? Observation.Status.ERROR : Observation.Status.OK))
                .toList();
    }

    static Logged.Request request(int number, long durationMicros, Observation.Status status) {
        Observation.Call call = new Observation.Call(
                durationMicros, status, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT);
        Observation observation = new Observation(
                "r" + number,
                "shop",
                "v1",
                Role.SERVED,
                START + 20L * number,
                "u" + number,
                "",
                Observation.NO_REVISION,
                false,
                true,
                null,
                false,
                false,
                call);
        return new Logged.Request(observation, null, null);
    }
}
