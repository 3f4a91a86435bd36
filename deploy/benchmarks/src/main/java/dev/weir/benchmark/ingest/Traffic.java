package dev.weir.benchmark.ingest;

import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Makes the events of a workload as sidecars publish them, some 200 bytes each. */
final class Traffic {
    static final String BASELINE = "v1";
    static final String CANDIDATE = "v2";

    private static final String[] COUNTRIES = {"de", "fr", "us", "jp", "br"};
    private static final String[] TIERS = {"free", "paid"};
    private static final String[] LABELS = {"positive", "negative", "neutral"};
    private static final int UNITS = 1_000_000;
    private static final long FIRST_UNIT = 1L << 60;
    private static final int ERRORS_OF_THOUSAND = 3;
    private static final double MEDIAN_MICROS = 12_000;
    private static final long LONGEST_MICROS = 1_500_000;

    private final Workload workload;
    private final SplittableRandom random;

    /** Makes the same events for the same seed. */
    Traffic(Workload workload, long seed) {
        this.workload = workload;
        this.random = new SplittableRandom(seed);
    }

    /** Returns the name of a model. */
    static String model(int number) {
        return "recommender-%05d".formatted(number);
    }

    /** Returns the event of a request; of a workload with pairs, odd numbers are copies of the even ones before them. */
    InferenceEvent event(long number, Instant assigned, Function<String, Long> revision) {
        boolean copy = workload.pairs() && number % 2 == 1;
        long request = workload.pairs() ? number / 2 : number;
        SplittableRandom same = new SplittableRandom(request * 0x9E3779B97F4A7C15L);
        String model = model(same.nextInt(workload.models()));
        boolean isCandidate = copy || !workload.pairs() && same.nextInt(workload.candidateOneIn()) == 0;
        return InferenceEvent.newBuilder()
                .setRequestId(requestId(request))
                .setModel(model)
                .setVariant(isCandidate ? CANDIDATE : BASELINE)
                .setRole(copy ? Role.SHADOW : Role.SERVED)
                .setTimestamp(assigned)
                .setUnit("user-" + Long.toHexString(FIRST_UNIT + same.nextInt(UNITS)))
                .setSegments(Map.of(
                        "country",
                        COUNTRIES[same.nextInt(COUNTRIES.length)],
                        "tier",
                        TIERS[same.nextInt(TIERS.length)]))
                .setRevision(revision.apply(model))
                .setSidecar("sidecar-7d4b9c-x2k8p")
                .setReason(AssignmentReason.WEIGHT)
                .setFirstOfUnit(copy ? null : (Boolean) (same.nextInt(4) > 0))
                .setRequest(RequestPart.newBuilder()
                        .setFeatures(Map.of("length", 5.0 + same.nextInt(500)))
                        .setSizeBytes(200L + same.nextInt(2_000))
                        .build())
                .setPrediction(PredictionPart.newBuilder()
                        .setLabel(LABELS[same.nextInt(LABELS.length)])
                        .setScore(same.nextDouble())
                        .build())
                .setLatency(latency())
                .build();
    }

    /** Returns the outcome of a request. */
    OutcomeEvent outcome(InferenceEvent event, Instant known) {
        return OutcomeEvent.newBuilder()
                .setRequestId(event.getRequestId())
                .setModel(event.getModel())
                .setTimestamp(known)
                .setSuccess(random.nextInt(10) > 0)
                .build();
    }

    private static String requestId(long request) {
        long spread = request * 0xD1B54A32D192ED03L;
        return Long.toHexString(spread | Long.MIN_VALUE) + Long.toHexString(request | 1L << 40);
    }

    private LatencyPart latency() {
        // A sum of four is normal enough, and quick.
        double normal =
                (random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble() - 2) * 1.7;
        return LatencyPart.newBuilder()
                .setDurationMicros(Math.min(LONGEST_MICROS, Math.round(MEDIAN_MICROS * Math.exp(0.6 * normal))))
                .setStatus(random.nextInt(1_000) < ERRORS_OF_THOUSAND ? LatencyStatus.ERROR : LatencyStatus.OK)
                .setCpuMicros(3_000L + random.nextInt(2_000))
                .setMemoryBytes(50_000_000L + random.nextInt(1_000_000))
                .build();
    }
}
