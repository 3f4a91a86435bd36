package dev.weir.wire;

import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.replay.Logged;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.window.PairSide;

/** An InferenceEvent in the terms of the core. */
public final class EventCodec {
    private static final double MILLIONTHS = 1_000_000;

    private EventCodec() {}

    /** What an event says; it may still break the rules of {@link dev.weir.event.EventRules}. */
    public static Observation observation(InferenceEvent event) {
        AssignmentReason reason = event.getReason();
        boolean served = event.getRole() == dev.weir.schema.Role.SERVED;
        return new Observation(
                event.getRequestId(),
                event.getModel(),
                event.getVariant(),
                served ? Role.SERVED : Role.SHADOW,
                event.getTimestamp().toEpochMilli(),
                event.getUnit(),
                Segments.canonical(event.getSegments()),
                event.getRevision() == null ? Observation.NO_REVISION : given(event.getRevision()),
                served && isRouted(event) && reason != AssignmentReason.FALLBACK,
                reason == null || reason == AssignmentReason.WEIGHT,
                event.getFirstOfUnit(),
                event.getRequest() != null,
                event.getPrediction() != null,
                event.getLatency() == null ? null : call(event.getLatency()));
    }

    /** Who asks a router and publishes by itself knows the table's revision, and need not know the router's name. */
    private static boolean isRouted(InferenceEvent event) {
        return event.getSidecar() != null || event.getRevision() != null;
    }

    /** The class an event predicts; null where it tells none. */
    public static String label(InferenceEvent event) {
        return event.getPrediction() == null ? null : event.getPrediction().getLabel();
    }

    /** What an outcome says; it may still break the rules of {@link dev.weir.event.OutcomeRules}. */
    public static Outcome outcome(OutcomeEvent event) {
        return new Outcome(
                event.getRequestId(),
                event.getModel(),
                event.getTimestamp().toEpochMilli(),
                event.getVariant(),
                event.getLabel(),
                event.getSuccess(),
                event.getReward());
    }

    /** What an event tells of one half of a shadow pair, besides the observation it is. */
    public static PairSide pairSide(Observation observation, InferenceEvent event) {
        return PairSide.of(observation, asked(event.getRequest()), answer(event.getPrediction()));
    }

    /** All that an event tells. */
    public static Logged.Request logged(InferenceEvent event) {
        return new Logged.Request(observation(event), asked(event.getRequest()), answer(event.getPrediction()));
    }

    /** What an event asked; null where it tells nothing of it. */
    static Asked asked(InferenceEvent event) {
        return asked(event.getRequest());
    }

    /** What an event was answered; null where it tells nothing of it. */
    static Answer answer(InferenceEvent event) {
        return answer(event.getPrediction());
    }

    private static Asked asked(RequestPart request) {
        return request == null
                ? null
                : new Asked(request.getFeatures(), request.getCategories(), request.getSizeBytes());
    }

    private static Answer answer(PredictionPart prediction) {
        return prediction == null
                ? null
                : new Answer(
                        prediction.getLabel(),
                        prediction.getScore(),
                        prediction.getValue(),
                        prediction.getText(),
                        prediction.getEmbedding());
    }

    private static Observation.Call call(LatencyPart latency) {
        return new Observation.Call(
                latency.getDurationMicros(),
                status(latency.getStatus()),
                latency.getCpuMicros() == null ? Observation.ABSENT : given(latency.getCpuMicros()),
                latency.getMemoryBytes() == null ? Observation.ABSENT : given(latency.getMemoryBytes()),
                latency.getCost() == null ? Observation.ABSENT : millionths(latency.getCost()));
    }

    /** How a call ended. */
    static Observation.Status status(LatencyStatus status) {
        return switch (status) {
            case OK -> Observation.Status.OK;
            case ERROR -> Observation.Status.ERROR;
            case TIMEOUT -> Observation.Status.TIMEOUT;
        };
    }

    /** A figure that is what marks none here becomes one that the rules refuse, as they do all that are negative. */
    static long given(long figure) {
        return figure == Observation.ABSENT || figure == Observation.NO_REVISION ? Long.MIN_VALUE : figure;
    }

    /** A cost that is no number becomes one that the rules refuse, not one that looks like nothing. */
    static long millionths(double cost) {
        return cost >= 0 ? Math.round(cost * MILLIONTHS) : Long.MIN_VALUE;
    }
}
