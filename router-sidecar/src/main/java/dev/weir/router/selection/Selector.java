package dev.weir.router.selection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides requests by a routing table, first match wins: kill switch, users, the first segment rule that matches, weights.
 * The candidate owns the buckets below its weight and the baseline the rest; so a unit that got the candidate at 5 % keeps
 * it at 25 %.
 *
 * <p>Every selection the table can make is made once, with the selector; deciding allocates nothing.
 */
public final class Selector {

    // Keeps the sample of copied requests independent of the split by weight, which uses the bare salt.
    private static final String SHADOW_SALT = "/shadow";

    private final CompiledTable table;
    // Copied from the table, so that a decision does not have to follow one more reference.
    private final String model;
    private final boolean killSwitch;
    private final int candidateBps;
    private final int sampleBps;
    private final Selection killed;
    private final Map<String, Outcome> users;
    // Of each named unit the bit of its hash, so that most others need not be looked up.
    private final long userBits;
    private final String[] ruleKeys;
    private final String[] ruleValues;
    private final Outcome[] ruled;
    private final Outcome baseline;
    private final Outcome candidate;
    private final Salt split;
    private final Salt sample;

    private Selector(CompiledTable table) {
        this.table = table;
        this.model = table.model();
        this.killSwitch = table.killSwitch();
        this.candidateBps = table.candidateBps();
        this.sampleBps = table.shadow() == null ? 0 : table.shadow().sampleBps();
        this.killed = killSwitch ? new Selection(table.baseline(), Reason.KILL_SWITCH, table.revision(), null) : null;
        this.users = users(table);
        this.userBits = users.keySet().stream().mapToLong(Selector::bit).reduce(0, (a, b) -> a | b);
        List<SegmentRule> segments = table.segments();
        this.ruleKeys = segments.stream().map(SegmentRule::key).toArray(String[]::new);
        this.ruleValues = segments.stream().map(SegmentRule::value).toArray(String[]::new);
        this.ruled = segments.stream()
                .map(rule -> Outcome.of(table, rule.variant(), Reason.SEGMENT))
                .toArray(Outcome[]::new);
        this.baseline = Outcome.of(table, table.baseline(), Reason.WEIGHT);
        this.candidate = table.candidate() == null ? baseline : Outcome.of(table, table.candidate(), Reason.WEIGHT);
        this.split = new Salt(table.salt());
        this.sample = sampleBps > 0 ? new Salt(sampleSalt(table)) : null;
    }

    /** Returns what decides by a table. */
    public static Selector of(CompiledTable table) {
        return new Selector(table);
    }

    private static Map<String, Outcome> users(CompiledTable table) {
        if (table.users().isEmpty()) {
            return Map.of();
        }
        Map<String, Outcome> byVariant = new HashMap<>();
        Map<String, Outcome> byUnit = new HashMap<>();
        table.users()
                .forEach((unit, variant) -> byUnit.put(
                        unit, byVariant.computeIfAbsent(variant, named -> Outcome.of(table, named, Reason.USER))));
        return byUnit;
    }

    /** One of 64 bits, which Java takes from the lowest six of the hash. */
    private static long bit(String unit) {
        return 1L << unit.hashCode();
    }

    /** Returns the salt by which requests are sampled for copies. */
    static String sampleSalt(CompiledTable table) {
        return table.salt() + SHADOW_SALT;
    }

    /** Returns the model it decides for. */
    String model() {
        return model;
    }

    /** Returns the table. */
    public CompiledTable table() {
        return table;
    }

    /**
     * Returns the variant for a request.
     *
     * @param unit      what traffic sticks by, or null where the request has none
     * @param requestId id of the request; the key of the split where there is no unit
     * @param segments  attributes of the request
     */
    public Selection select(String unit, String requestId, Map<String, String> segments) {
        if (killSwitch) {
            return killed;
        }
        Outcome outcome = outcome(unit, requestId, segments);
        // Sampled by request, not by unit, so that the copies stand for all units.
        return sampleBps > 0 && outcome.isMirrored() && sample.bucket(requestId) < sampleBps
                ? outcome.mirrored()
                : outcome.alone();
    }

    private Outcome outcome(String unit, String requestId, Map<String, String> segments) {
        Outcome named = unit == null || (userBits & bit(unit)) == 0 ? null : users.get(unit);
        if (named != null) {
            return named;
        }
        for (int rule = 0; rule < ruled.length; rule++) {
            if (ruleValues[rule].equals(segments.get(ruleKeys[rule]))) {
                return ruled[rule];
            }
        }
        if (candidateBps == 0) {
            return baseline;
        }
        return split.bucket(unit == null ? requestId : unit) < candidateBps ? candidate : baseline;
    }
}
