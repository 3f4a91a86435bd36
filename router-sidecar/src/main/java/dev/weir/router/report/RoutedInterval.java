package dev.weir.router.report;

import dev.weir.schema.RouterReport;
import dev.weir.schema.VariantHealth;
import dev.weir.schema.VariantState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What was assigned under one revision in one stretch of time; it ends where its second ends at the latest, unless
 * nothing was assigned in it.
 *
 * @param revision    revision in force
 * @param fromMillis  start, inclusive, epoch milliseconds
 * @param untilMillis end, exclusive, epoch milliseconds; above {@code fromMillis}
 * @param assigned    variant to the requests chosen for it
 */
record RoutedInterval(long revision, long fromMillis, long untilMillis, Map<String, Long> assigned) {

    RoutedInterval {
        if (untilMillis <= fromMillis) {
            throw new IllegalArgumentException("interval ends at " + untilMillis + " but starts at " + fromMillis);
        }
        assigned = Map.copyOf(assigned);
    }

    /**
     * Returns this interval as the judge is told of it.
     *
     * @param sidecar id of the router
     * @param model   the model it is of
     * @param lost    events of the model lost since the report before
     * @param stale   whether the router has lost touch with the tables
     */
    RouterReport report(String sidecar, String model, long lost, boolean stale) {
        return report(sidecar, model, lost, stale, Map.of());
    }

    /** Returns this interval with what is known of each variant, empty for a router that calls none. */
    RouterReport report(String sidecar, String model, long lost, boolean stale, Map<String, Reachability> variants) {
        Map<String, VariantHealth> health = new HashMap<>();
        variants.forEach(
                (variant, known) -> health.put(variant, new VariantHealth(state(known), known.answeredAgoMillis())));
        return RouterReport.newBuilder()
                .setSidecar(sidecar)
                .setModel(model)
                .setRevision(revision)
                .setFrom(Instant.ofEpochMilli(fromMillis))
                .setUntil(Instant.ofEpochMilli(untilMillis))
                .setAssigned(assigned)
                .setDropped(lost)
                .setStale(stale)
                .setHealth(health)
                .build();
    }

    private static VariantState state(Reachability known) {
        if (known.down()) {
            return VariantState.DOWN;
        }
        return known.answeredAgoMillis() == null ? VariantState.UNTRIED : VariantState.UP;
    }
}
