package dev.weir.fieldchecks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What was expected and what was found, and which disagreements are explained. Not safe for use by several threads. */
final class Findings {
    private final Map<String, String> explanations;
    private final List<Finding> all = new ArrayList<>();

    private record Finding(String check, String expected, String found, boolean agrees) {}

    /** Nothing found yet; explanations by check. */
    Findings(Map<String, String> explanations) {
        this.explanations = explanations;
    }

    /** Two things that have to be equal. */
    void equal(String check, Object expected, Object found) {
        all.add(new Finding(check, String.valueOf(expected), String.valueOf(found), Objects.equals(expected, found)));
    }

    /** Two figures that may differ by a share of the expected one. */
    void near(String check, double expected, double found, double share) {
        boolean agrees = Math.abs(found - expected) <= share * Math.abs(expected);
        all.add(new Finding(check, figure(expected), figure(found), agrees));
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.7g", value);
    }

    /** Prints them as a table; returns how many disagree without an explanation. */
    int print(PrintStream out) {
        int width =
                all.stream().mapToInt(finding -> finding.check.length()).max().orElse(0);
        int unexplained = 0;
        out.printf("%-" + (width + 2) + "s%-30s%-30s%s%n", "check", "expected", "found", "");
        for (Finding finding : all) {
            String explanation = explanations.get(finding.check);
            String verdict =
                    finding.agrees ? "agrees" : explanation == null ? "DISAGREES" : "explained: " + explanation;
            unexplained += finding.agrees || explanation != null ? 0 : 1;
            out.printf("%-" + (width + 2) + "s%-30s%-30s%s%n", finding.check, finding.expected, finding.found, verdict);
        }
        long explained = all.stream().filter(finding -> !finding.agrees).count() - unexplained;
        out.printf(
                "%d checks, %d agree, %d explained, %d disagree%n",
                all.size(), all.size() - explained - unexplained, explained, unexplained);
        return unexplained;
    }
}
