package dev.weir.chaos;

import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes the events of requests. */
final class Requests {
    /** How the ids of requests begin that are copied to a shadow. */
    static final String PAIRED = "pair-";

    /** How the names of variants begin that fail often. */
    static final String FAILING = "failing-";

    /** Attribute of requests. */
    static final String REGION = "region";

    private static final List<Map<String, String>> REGIONS =
            List.of(Map.of(REGION, "north"), Map.of(REGION, "south"), Map.of());
    private static final int UNITS = 2_000;
    private static final long LONGEST_MICROS = 2_500_000;

    private final Random random;
    private final boolean regional;
    private long made;

    /** Regional ones come from two regions or say nothing of it. */
    Requests(Random random, boolean regional) {
        this.random = random;
        this.regional = regional;
    }

    /** How a request was routed; revision and router are null where a service routes by itself. */
    record Way(String model, String variant, Long revision, String router) {}

    /** The events of a request assigned now: one, or one for the question and one for the answer. */
    List<InferenceEvent> served(Way way, Instant assigned) {
        String id = "request-" + made++;
        InferenceEvent whole = event(id, way, Role.SERVED, assigned, "yes");
        if (random.nextInt(5) > 0) {
            return List.of(whole);
        }
        return List.of(
                InferenceEvent.newBuilder(whole)
                        .setPrediction(null)
                        .setLatency(null)
                        .build(),
                InferenceEvent.newBuilder(whole).setRequest(null).build());
    }

    /** A request and, of nineteen in twenty, its copy; one copy in twenty says something else. */
    List<InferenceEvent> paired(String model, String baseline, String candidate, Instant assigned) {
        String id = PAIRED + made++;
        String label = random.nextBoolean() ? "yes" : "no";
        InferenceEvent served = event(id, new Way(model, baseline, null, null), Role.SERVED, assigned, label);
        if (random.nextInt(20) == 0) {
            return List.of(served);
        }
        String answer = random.nextInt(20) > 0 ? label : "neither";
        return List.of(served, event(id, new Way(model, candidate, null, null), Role.SHADOW, assigned, answer));
    }

    /** Whether the answer to a request was right, as became known at an instant. */
    OutcomeEvent outcome(InferenceEvent event, Instant known) {
        return OutcomeEvent.newBuilder()
                .setRequestId(event.getRequestId())
                .setModel(event.getModel())
                .setTimestamp(known)
                .setSuccess(random.nextInt(10) > 0)
                .build();
    }

    /** An event that says a call took less than no time. */
    InferenceEvent impossible(Way way, Instant assigned) {
        InferenceEvent event = event("impossible-" + made++, way, Role.SERVED, assigned, "yes");
        return InferenceEvent.newBuilder(event)
                .setLatency(LatencyPart.newBuilder(event.getLatency())
                        .setDurationMicros(-1)
                        .build())
                .build();
    }

    private InferenceEvent event(String id, Way way, Role role, Instant assigned, String label) {
        return InferenceEvent.newBuilder()
                .setSegments(segments(id))
                .setRequestId(id)
                .setModel(way.model())
                .setVariant(way.variant())
                .setRole(role)
                .setTimestamp(assigned)
                .setUnit(random.nextInt(4) == 0 ? null : "unit-" + random.nextInt(UNITS))
                .setRevision(way.revision())
                .setSidecar(way.router())
                .setReason(AssignmentReason.WEIGHT)
                .setFirstOfUnit(way.router() == null ? null : Boolean.valueOf(random.nextInt(3) > 0))
                .setRequest(RequestPart.newBuilder().build())
                .setPrediction(PredictionPart.newBuilder()
                        .setLabel(label)
                        .setScore(0.9)
                        .build())
                .setLatency(latency(way.variant().startsWith(FAILING)))
                .build();
    }

    /** A copy says the same as its request, which has the same id. */
    private Map<String, String> segments(String id) {
        return regional ? REGIONS.get(Math.floorMod(id.hashCode(), REGIONS.size())) : Map.of();
    }

    private LatencyPart latency(boolean failing) {
        long micros = Math.min(LONGEST_MICROS, Math.round(20_000 * Math.exp(random.nextGaussian())));
        int chance = random.nextInt(1_000);
        LatencyStatus status = chance < (failing ? 400 : 10)
                ? LatencyStatus.ERROR
                : chance > 997 ? LatencyStatus.TIMEOUT : LatencyStatus.OK;
        return LatencyPart.newBuilder()
                .setDurationMicros(micros)
                .setStatus(status)
                .build();
    }
}
