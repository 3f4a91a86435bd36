package dev.weir.view;

import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowSample;
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
        /** A sidecar applies a table. */
        ACK,
        /** What a sidecar assigned in a second. */
        REPORT,
        /** A shadow pair that was kept for people. */
        SAMPLE;

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
            if (value instanceof Alert) {
                return ALERT;
            }
            if (value instanceof ShadowSample) {
                return SAMPLE;
            }
            return value instanceof RouteAck ? ACK : REPORT;
        }
    }
}
