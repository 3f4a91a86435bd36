package dev.weir.router.selection;

import dev.weir.router.selection.Explanation.Copy;
import dev.weir.router.selection.Explanation.Split;
import dev.weir.router.selection.Explanation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells why a request gets its variant: looks at every rule, and leaves the choice itself to the {@link Selector}. */
public final class Explainer {

    private Explainer() {}

    /**
     * Returns why a request gets its variant.
     *
     * @param selector  the table in force
     * @param unit      what traffic sticks by, or null where the request has none
     * @param requestId id of the request
     * @param segments  attributes of the request
     */
    public static Explanation explain(Selector selector, String unit, String requestId, Map<String, String> segments) {
        CompiledTable table = selector.table();
        Selection selection = selector.select(unit, requestId, segments);
        String key = unit == null ? requestId : unit;
        Split split = new Split(table.salt(), key, unit != null, Bucket.of(table.salt(), key), table.candidateBps());
        List<Step> steps = new ArrayList<>();
        add(steps, Reason.KILL_SWITCH, table.killSwitch(), table.baseline(), killSwitch(table));
        String named = unit == null ? null : table.users().get(unit);
        add(steps, Reason.USER, named != null, named, user(table, unit, named));
        for (SegmentRule rule : table.segments()) {
            String said = segments.get(rule.key());
            add(steps, Reason.SEGMENT, rule.value().equals(said), rule.variant(), segment(rule, said));
        }
        boolean candidate = split.bucket() < table.candidateBps();
        add(steps, Reason.WEIGHT, true, candidate ? table.candidate() : table.baseline(), weight(table, split));
        return new Explanation(selection, steps, split, copy(table, selection, requestId));
    }

    private static void add(List<Step> steps, Reason rule, boolean matched, String variant, String because) {
        boolean decided = matched && steps.stream().noneMatch(Step::decided);
        steps.add(new Step(rule, matched, decided, variant, because));
    }

    private static String killSwitch(CompiledTable table) {
        return table.killSwitch()
                ? "the kill switch is on: everything goes to " + table.baseline()
                : "the kill switch is off";
    }

    private static String user(CompiledTable table, String unit, String named) {
        if (unit == null) {
            return "the request has no unit";
        }
        return named == null
                ? unit + " is none of the " + table.users().size() + " units named in the table"
                : unit + " is named for " + named;
    }

    private static String segment(SegmentRule rule, String said) {
        String wanted = rule.key() + " = \"" + rule.value() + "\" goes to " + rule.variant();
        return said == null ? wanted + ", the request does not say it" : wanted + ", the request says \"" + said + "\"";
    }

    private static String weight(CompiledTable table, Split split) {
        if (table.candidate() == null) {
            return "there is no candidate: " + table.baseline() + " owns every bucket";
        }
        boolean below = split.bucket() < split.candidateBps();
        return (split.keyIsUnit() ? "unit " : "request ") + split.key() + " falls into bucket " + split.bucket()
                + " of 10000, " + (below ? "below" : "not below") + " the " + split.candidateBps() + " of "
                + table.candidate() + ": " + (below ? table.candidate() : table.baseline());
    }

    private static Copy copy(CompiledTable table, Selection selection, String requestId) {
        Mirror mirror = table.shadow();
        if (mirror == null) {
            return null;
        }
        String salt = Selector.sampleSalt(table);
        return new Copy(
                mirror.variant(), salt, Bucket.of(salt, requestId), mirror.sampleBps(), selection.shadow() != null);
    }
}
