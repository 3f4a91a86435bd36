package dev.weir.benchmark;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Benchmarks beside their bound.
 *
 * @param bound the benchmark with which the others are compared
 * @param rows  the benchmarks, the cheapest first
 */
record RatioTable(String bound, List<Row> rows) {

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    /**
     * One benchmark over all rounds.
     *
     * @param name       class and method, without {@code Benchmark}
     * @param unit       unit of the scores
     * @param scores     score of the fastest iteration of each round
     * @param ratios     score / score of the bound in the same round, for each round; NaN without the bound
     * @param bytesPerOp bytes allocated for each operation, the median of the rounds
     */
    record Row(String name, String unit, double[] scores, double[] ratios, double bytesPerOp) {

        double score() {
            return median(scores);
        }

        double ratio() {
            return median(ratios);
        }
    }

    /**
     * Returns the table of a run.
     *
     * @param bound   name of the bound
     * @param results results of each round
     */
    static RatioTable of(String bound, List<Collection<RunResult>> results) {
        Map<String, double[]> scores = new LinkedHashMap<>();
        Map<String, double[]> bytes = new LinkedHashMap<>();
        Map<String, String> units = new LinkedHashMap<>();
        for (int round = 0; round < results.size(); round++) {
            for (RunResult result : results.get(round)) {
                String name = name(result);
                scores.computeIfAbsent(name, any -> nan(results.size()))[round] = fastest(result);
                bytes.computeIfAbsent(name, any -> nan(results.size()))[round] = allocation(result);
                units.put(name, result.getPrimaryResult().getScoreUnit());
            }
        }
        double[] bounds = scores.getOrDefault(bound, nan(results.size()));
        List<Row> rows = scores.entrySet().stream()
                .map(entry -> new Row(
                        entry.getKey(),
                        units.get(entry.getKey()),
                        entry.getValue(),
                        ratios(entry.getValue(), bounds),
                        median(bytes.get(entry.getKey()))))
                .sorted(Comparator.comparingDouble(Row::score))
                .toList();
        return new RatioTable(bound, rows);
    }

    /** Returns the table for a person. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%n%-34s %12s %-6s %8s  %-17s %10s%n", "", "score", "", "× bound", "rounds", "B/op"));
        for (Row row : rows) {
            double[] ratios = row.ratios().clone();
            Arrays.sort(ratios);
            text.append(String.format(
                    Locale.ROOT,
                    "%-34s %12.1f %-6s %8.2f  %-17s %10.2f%n",
                    row.name(),
                    row.score(),
                    row.unit(),
                    row.ratio(),
                    String.format(Locale.ROOT, "%.2f .. %.2f", ratios[0], ratios[ratios.length - 1]),
                    row.bytesPerOp()));
        }
        return text.append("bound: ")
                .append(bound)
                .append(System.lineSeparator())
                .toString();
    }

    private static String name(RunResult result) {
        String[] parts = result.getParams().getBenchmark().split("\\.");
        String parameters = String.join(
                ",",
                result.getParams().getParamsKeys().stream()
                        .map(key -> key + "=" + result.getParams().getParam(key))
                        .toList());
        String name = parts[parts.length - 2].replaceFirst("Benchmark$", "") + "." + parts[parts.length - 1];
        return parameters.isEmpty() ? name : name + "(" + parameters + ")";
    }

    /** Whatever else the machine does only adds to an iteration's time. */
    private static double fastest(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMin();
    }

    private static double allocation(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATION);
        return allocated == null ? Double.NaN : allocated.getScore();
    }

    private static double[] ratios(double[] scores, double[] bounds) {
        double[] ratios = new double[scores.length];
        Arrays.setAll(ratios, round -> scores[round] / bounds[round]);
        return ratios;
    }

    private static double[] nan(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private static double median(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
