package dev.weir.router.report;

import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.selection.Reason;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Publishes one InferenceEvent for each finished call, and counts by model those that were lost. Thread-safe. */
public final class EventRecorder {

    private final String sidecar;
    private final Predicate<InferenceEvent> publisher;
    private final Function<String, CapturePolicy> policies;
    private final Map<String, Long> lost = new ConcurrentHashMap<>();

    /**
     * Makes a recorder.
     *
     * @param sidecar   id of this router, for the events
     * @param publisher takes an event without blocking; false means that it was dropped
     * @param policies  model to what may be told of its inputs and answers
     */
    public EventRecorder(
            String sidecar, Predicate<InferenceEvent> publisher, Function<String, CapturePolicy> policies) {
        this.sidecar = sidecar;
        this.publisher = publisher;
        this.policies = policies;
    }

    /** Publishes the event of a call. Never blocks. */
    public void record(Call call) {
        if (!publisher.test(event(call))) {
            lost(call.assignment().model(), 1);
        }
    }

    /**
     * Publishes what a log tells of a call. Never blocks.
     *
     * @return whether there was room; one without counts as nothing here, since whoever logs sends it again
     */
    public boolean record(LoggedPart part) {
        CapturePolicy policy = policies.apply(part.model());
        return publisher.test(new InferenceEvent(
                part.requestId(),
                part.model(),
                part.variant(),
                Role.SERVED,
                Instant.ofEpochMilli(part.timestampMillis()),
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                part.requestBytes() == null ? null : request(policy.input(part.input()), part.requestBytes()),
                prediction(policy.prediction(part.prediction())),
                part.durationMicros() == null
                        ? null
                        : new LatencyPart(part.durationMicros(), LatencyStatus.OK, null, null, null, null)));
    }

    /** Notes that an event was taken, but cannot be published. */
    public void lost(InferenceEvent event) {
        lost(event.getModel(), 1);
    }

    /** Notes that events of a model were lost, or that nobody could be told of those taken. */
    void lost(String model, long events) {
        if (events > 0) {
            lost.merge(model, events, Long::sum);
        }
    }

    /** Returns the events of a model lost since the last call. */
    long takeLost(String model) {
        Long count = lost.remove(model);
        return count == null ? 0 : count;
    }

    /** Returns the models of which events were lost that nobody has been told of. */
    Set<String> modelsWithLosses() {
        return Set.copyOf(lost.keySet());
    }

    /** By constructors, since builders copy the default of every field: several microseconds of each request. */
    private InferenceEvent event(Call call) {
        Assignment assignment = call.assignment();
        CapturePolicy policy = policies.apply(assignment.model());
        return new InferenceEvent(
                assignment.requestId(),
                assignment.model(),
                call.variant(),
                role(call.role()),
                Instant.ofEpochMilli(call.timestampMillis()),
                policy.unit(assignment.unit()),
                assignment.segments(),
                assignment.selection().revision(),
                sidecar,
                reason(call.reason()),
                assignment.firstOfUnit(),
                request(policy.input(call.input()), call.requestBytes()),
                prediction(policy.prediction(call.prediction())),
                new LatencyPart(
                        call.durationMicros(), status(call.outcome()), call.errorCode(), null, null, call.cost()));
    }

    private static RequestPart request(Input input, long bytes) {
        return new RequestPart(
                input == null ? Map.of() : input.features(), input == null ? Map.of() : input.categories(), bytes);
    }

    private static PredictionPart prediction(Prediction prediction) {
        return prediction == null
                ? null
                : new PredictionPart(
                        prediction.label(),
                        prediction.score(),
                        prediction.value(),
                        prediction.text(),
                        prediction.embedding());
    }

    private static Role role(Call.Role role) {
        return switch (role) {
            case SERVED -> Role.SERVED;
            case SHADOW -> Role.SHADOW;
        };
    }

    private static AssignmentReason reason(Reason reason) {
        return switch (reason) {
            case KILL_SWITCH -> AssignmentReason.KILL_SWITCH;
            case USER -> AssignmentReason.USER;
            case SEGMENT -> AssignmentReason.SEGMENT;
            case WEIGHT -> AssignmentReason.WEIGHT;
            case FALLBACK -> AssignmentReason.FALLBACK;
        };
    }

    private static LatencyStatus status(Outcome outcome) {
        return switch (outcome) {
            case OK -> LatencyStatus.OK;
            case ERROR -> LatencyStatus.ERROR;
            case TIMEOUT -> LatencyStatus.TIMEOUT;
        };
    }
}
