package dev.weir.fieldchecks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.statistics.drift.HomogeneityTest;
import dev.weir.statistics.fixed.AdjustedPValues;
import dev.weir.statistics.fixed.SampleRatioTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Thousands of headline tests, of which those of some months were split wrongly: which ones does the split give away? */
final class UpworthyCheck {
    private static final int FIRST_BROKEN_WEEK = 201325;
    private static final int LAST_BROKEN_WEEK = 201401;

    private UpworthyCheck() {}

    static void run(DataFolder data, Findings findings) {
        Map<String, List<Map<String, String>>> tests = new LinkedHashMap<>();
        for (Map<String, String> row : data.rows("ab_upworthy_public.csv.gz")) {
            tests.computeIfAbsent(row.get("test_id"), key -> new ArrayList<>()).add(row);
        }
        JsonNode facts = data.facts().path("upworthy_public");
        check(
                "upworthy, months of broken randomisation",
                facts.path("window " + FIRST_BROKEN_WEEK + ".." + LAST_BROKEN_WEEK),
                within(tests, true),
                findings);
        check("upworthy, the others", facts.path("outside"), within(tests, false), findings);
    }

    private static List<List<Map<String, String>>> within(
            Map<String, List<Map<String, String>>> tests, boolean broken) {
        return tests.values().stream()
                .filter(arms -> {
                    int week = Integer.parseInt(arms.get(0).get("test_week"));
                    return broken == (week >= FIRST_BROKEN_WEEK && week <= LAST_BROKEN_WEEK);
                })
                .toList();
    }

    private static void check(String name, JsonNode facts, List<List<Map<String, String>>> tests, Findings findings) {
        double[] split = tests.stream().mapToDouble(UpworthyCheck::splitP).toArray();
        double[] clicks = tests.stream().mapToDouble(UpworthyCheck::clickP).toArray();
        findings.equal(name + ": tests", facts.path("tests").asLong(), (long) tests.size());
        findings.equal(
                name + ": wrong split at 0.001", facts.path("srm_p_lt_0.001").asLong(), below(split, 0.001));
        findings.equal(
                name + ": wrong split at 0.01", facts.path("srm_p_lt_0.01").asLong(), below(split, 0.01));
        findings.equal(
                name + ": click rates differ at 0.05",
                facts.path("ctr_p_lt_0.05").asLong(),
                below(clicks, 0.05));
        findings.equal(
                name + ": of those after Benjamini-Hochberg",
                facts.path("ctr_bh_0.05").asLong(),
                below(AdjustedPValues.benjaminiHochberg(clicks), 0.05));
    }

    private static long below(double[] pValues, double limit) {
        return Arrays.stream(pValues).filter(p -> p < limit).count();
    }

    private static double splitP(List<Map<String, String>> arms) {
        double[] even = new double[arms.size()];
        Arrays.fill(even, 1);
        return SampleRatioTest.test(counts(arms, "impressions"), even).pValue();
    }

    private static double clickP(List<Map<String, String>> arms) {
        long[] clicks = counts(arms, "clicks");
        long[] others = counts(arms, "impressions");
        for (int i = 0; i < others.length; i++) {
            others[i] -= clicks[i];
        }
        return Arrays.stream(clicks).sum() == 0
                ? 1
                : HomogeneityTest.test(clicks, others).pValue();
    }

    private static long[] counts(List<Map<String, String>> arms, String column) {
        return arms.stream().mapToLong(arm -> Long.parseLong(arm.get(column))).toArray();
    }
}
