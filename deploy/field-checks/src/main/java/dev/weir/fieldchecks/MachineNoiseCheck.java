package dev.weir.fieldchecks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.fieldchecks.FieldPlan.End;
import dev.weir.replay.Assignment;
import dev.weir.replay.Logged;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.statistics.fixed.MannWhitneyTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Benchmarks that ran for a year on machines in a cloud. Two stretches of one machine, of which nothing was changed in between,
 * differ by the noise of the hardware alone; two kinds of machines truly differ.
 */
final class MachineNoiseCheck {
    private static final int WINDOW = 50;
    private static final long START = 1_700_000_000_000L;
    private static final long SPACING_MILLIS = 500;
    private static final double CONTROL_MICROS = 100_000;
    private static final String CONTROL = "D8s_v5";
    private static final String CANARY = "B8ms";

    private MachineNoiseCheck() {}

    static void run(DataFolder data, Findings findings) {
        Map<String, Map<String, Map<String, List<Double>>>> byMetric = new TreeMap<>();
        for (Map<String, String> row : data.rows("canary_vmnoise_westus2.csv.gz")) {
            byMetric.computeIfAbsent(row.get("metric"), key -> new TreeMap<>())
                    .computeIfAbsent(row.get("vm_sku"), key -> new LinkedHashMap<>())
                    .computeIfAbsent(row.get("vm_id"), key -> new ArrayList<>())
                    .add(Double.parseDouble(row.get("value")));
        }
        JsonNode facts = data.facts().path("vmnoise_westus2");
        byMetric.forEach((metric, machines) -> {
            machines.forEach((kind, series) -> noise(
                    metric, kind, series.values(), facts.path("aa_windows").path(metric + "/" + kind), findings));
            End end = rollout(pooled(metric, machines.get(CONTROL)), pooled(metric, machines.get(CANARY)));
            findings.equal(metric + ": " + CANARY + " on trial against " + CONTROL, Status.ROLLED_BACK, end.status());
        });
    }

    private static void noise(
            String metric, String kind, Iterable<List<Double>> series, JsonNode facts, Findings findings) {
        long windows = 0;
        long naive = 0;
        long rolledBack = 0;
        for (List<Double> values : series) {
            for (int from = 0; from + 2 * WINDOW <= values.size(); from += 2 * WINDOW) {
                List<Double> before = values.subList(from, from + WINDOW);
                List<Double> after = values.subList(from + WINDOW, from + 2 * WINDOW);
                windows++;
                naive += MannWhitneyTest.raw(array(before), array(after)).pValue() < 0.05 ? 1 : 0;
                rolledBack +=
                        rollout(times(metric, before), times(metric, after)).status() == Status.ROLLED_BACK ? 1 : 0;
            }
        }
        String name = metric + " on " + kind + ", nothing changed: ";
        findings.equal(
                name + "pairs of windows",
                facts.path("same_vm_adjacent_50_vs_50_windows").asLong(),
                windows);
        findings.equal(
                name + "Mann-Whitney below 0.05",
                facts.path("naive_mannwhitney_p_lt_0.05").asLong(),
                naive);
        findings.equal(name + "taken back", 0L, rolledBack);
    }

    private static List<Double> pooled(String metric, Map<String, List<Double>> machines) {
        return times(metric, machines.values().stream().flatMap(List::stream).toList());
    }

    /** Of a throughput, how long one takes: less is better for every guardrail. */
    private static List<Double> times(String metric, List<Double> values) {
        return metric.endsWith("_rps") ? values.stream().map(value -> 1 / value).toList() : values;
    }

    /** Both side by side, a measurement each in turn; in units of which the baseline's first takes a tenth of a second. */
    private static End rollout(List<Double> baseline, List<Double> candidate) {
        double unit = CONTROL_MICROS / baseline.get(0);
        List<Logged.Request> log = new ArrayList<>();
        int length = Math.min(baseline.size(), candidate.size());
        for (int i = 0; i < length; i++) {
            long at = START + i * SPACING_MILLIS;
            log.add(FieldEvents.event("b" + i, "before", at, Math.round(unit * baseline.get(i)), false, "x"));
            log.add(FieldEvents.event("c" + i, "after", at, Math.round(unit * candidate.get(i)), false, "x"));
        }
        return FieldPlan.of("before", "after", FieldPlan.CANARY).replay(log, Assignment.LOGGED);
    }

    private static double[] array(List<Double> values) {
        return Arrays.copyOf(values.stream().mapToDouble(Double::doubleValue).toArray(), values.size());
    }
}
