package dev.weir.router.report;

import dev.weir.router.selection.Selection;
import java.util.Map;
import java.util.Objects;

/**
 * One request and the variant chosen for it, stamped with the clock reading under which it was counted.
 *
 * @param model           logical endpoint
 * @param requestId       id of the user's request
 * @param unit            what traffic sticks by, or null where the request has none
 * @param segments        attributes of the request
 * @param selection       variant, reason and revision
 * @param timestampMillis instant of the choice, epoch milliseconds
 * @param firstOfUnit     whether it is the unit's first request in ten minutes; null where that is not known
 */
public record Assignment(
        String model,
        String requestId,
        String unit,
        Map<String, String> segments,
        Selection selection,
        long timestampMillis,
        Boolean firstOfUnit) {

    public Assignment {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(selection, "selection");
        segments = Map.copyOf(segments);
    }
}
