package dev.weir.view;

import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record that has just been taken into the view.
 *
 * @param kind  what it is
 * @param model the model it is about
 * @param value the record
 */
public record ViewEvent(Kind kind, String model, SpecificRecord value) {
    /** What a record is. */
    public enum Kind {
        PLAN,
        DECISION,
        ROUTE,
        VERDICT,
        METRICS,
        ALERT,
        /** A sidecar's ack or report. */
        SIDECAR;

        static Kind of(SpecificRecord value) {
            if (value instanceof RolloutSpec) {
                return PLAN;
            }
            if (value instanceof Decision) {
                return DECISION;
            }
            if (value instanceof RoutingTable) {
                return ROUTE;
            }
            if (value instanceof Verdict) {
                return VERDICT;
            }
            if (value instanceof MetricsWindow) {
                return METRICS;
            }
            return value instanceof Alert ? ALERT : SIDECAR;
        }
    }
}
