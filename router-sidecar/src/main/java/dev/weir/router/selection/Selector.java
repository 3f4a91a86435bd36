package dev.weir.router.selection;

import java.util.Map;

/**
 * Decides a request by a routing table, first match wins: kill switch, users, the first segment rule that matches,
 * weights. The candidate owns the buckets below its weight and the baseline the rest; so a unit that got the candidate at
 * 5 % keeps it at 25 %.
 */
public final class Selector {

    // Keeps the sample of copied requests independent of the split by weight, which uses the bare salt.
    private static final String SHADOW_SALT = "/shadow";

    private Selector() {}

    /**
     * Returns the variant for a request.
     *
     * @param table     table in force
     * @param unit      what traffic sticks by, or null where the request has none
     * @param requestId id of the request; the key of the split where there is no unit
     * @param segments  attributes of the request
     */
    public static Selection select(CompiledTable table, String unit, String requestId, Map<String, String> segments) {
        if (table.killSwitch()) {
            return new Selection(table.baseline(), Reason.KILL_SWITCH, table.revision(), null);
        }
        String named = unit == null ? null : table.users().get(unit);
        if (named != null) {
            return selection(table, named, Reason.USER, requestId);
        }
        for (SegmentRule rule : table.segments()) {
            if (rule.matches(segments)) {
                return selection(table, rule.variant(), Reason.SEGMENT, requestId);
            }
        }
        return selection(table, byWeight(table, unit == null ? requestId : unit), Reason.WEIGHT, requestId);
    }

    private static String byWeight(CompiledTable table, String key) {
        if (table.candidateBps() == 0) {
            return table.baseline();
        }
        return Bucket.of(table.salt(), key) < table.candidateBps() ? table.candidate() : table.baseline();
    }

    private static Selection selection(CompiledTable table, String variant, Reason reason, String requestId) {
        return new Selection(variant, reason, table.revision(), shadow(table, variant, requestId));
    }

    /** Samples by request, not by unit, so that the copies stand for all units. */
    private static String shadow(CompiledTable table, String variant, String requestId) {
        Mirror mirror = table.shadow();
        if (mirror == null || mirror.variant().equals(variant)) {
            return null;
        }
        return Bucket.of(table.salt() + SHADOW_SALT, requestId) < mirror.sampleBps() ? mirror.variant() : null;
    }
}
