package dev.weir.router.embedded;

import dev.weir.router.report.Assignment;
import dev.weir.router.selection.Reason;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.Role;
import java.time.Instant;
import java.util.Map;

/**
 * The variant chosen for one request, counted as assigned.
 *
 * @param requestId   id of the request, for its events
 * @param model       logical endpoint
 * @param variant     variant that is to serve the request
 * @param shadow      variant that is to get a copy of the request, with the same id; null if none
 * @param revision    revision of the table that chose; 0 without one
 * @param reason      why it was chosen
 * @param unit        what traffic sticks by, or null
 * @param segments    attributes of the request
 * @param chosenAt    instant of the choice, which is the timestamp of the request's events
 * @param firstOfUnit whether it is the unit's first request in ten minutes; null where that is not known
 * @param router      id of the router
 */
public record Decision(
        String requestId,
        String model,
        String variant,
        String shadow,
        long revision,
        Reason reason,
        String unit,
        Map<String, String> segments,
        Instant chosenAt,
        Boolean firstOfUnit,
        String router) {

    public Decision {
        segments = Map.copyOf(segments);
    }

    static Decision of(Assignment assignment, String router) {
        return new Decision(
                assignment.requestId(),
                assignment.model(),
                assignment.selection().variant(),
                assignment.selection().shadow(),
                assignment.selection().revision(),
                assignment.selection().reason(),
                assignment.unit(),
                assignment.segments(),
                Instant.ofEpochMilli(assignment.timestampMillis()),
                assignment.firstOfUnit(),
                router);
    }

    /** Returns an event of the variant that serves, to which the parts are still to be added. */
    public InferenceEvent.Builder event() {
        return event(variant, Role.SERVED);
    }

    /** Returns an event of the copy, to which the parts are still to be added; only where there is a shadow. */
    public InferenceEvent.Builder shadowEvent() {
        if (shadow == null) {
            throw new IllegalStateException("request " + requestId + " has no copy: its shadow is null");
        }
        return event(shadow, Role.SHADOW);
    }

    private InferenceEvent.Builder event(String variant, Role role) {
        return InferenceEvent.newBuilder()
                .setRequestId(requestId)
                .setModel(model)
                .setVariant(variant)
                .setRole(role)
                .setTimestamp(chosenAt)
                .setUnit(unit)
                .setSegments(segments)
                .setRevision(revision)
                .setSidecar(router)
                .setReason(AssignmentReason.valueOf(reason.name()))
                .setFirstOfUnit(firstOfUnit);
    }
}
