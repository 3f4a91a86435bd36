package dev.weir.local.demo;

import dev.weir.cli.Terminal;
import dev.weir.schema.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is said when a rollout is over. */
final class DemoReport {

    private DemoReport() {}

    /**
     * The timeline and the figures that matter, line by line.
     *
     * @param columns width of the lines of the timeline; what a decision says beyond that is cut, and is in the log
     */
    static List<String> of(ActResult result, int columns) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add((result.asExpected() ? "✓ " : "✗ ") + result.act().title() + ": " + result.status()
                + (result.asExpected() ? "" : ", expected " + result.act().expectedStatus()));
        for (Decision decision : result.trail().decisions()) {
            Duration at = Duration.between(result.submitted(), decision.getTimestamp());
            String line = String.format("  %8s  %s", Figures.seconds(at), DecisionLine.of(decision));
            lines.add(Terminal.cut(line, columns));
        }
        String candidate = result.act().plan().candidate();
        lines.add(String.format(
                "  %s served %,d requests, %,d of them failed",
                candidate, result.candidate().requests(), result.candidate().failures()));
        result.fromFirstFailureToDecision()
                .ifPresent(time -> lines.add("  from its first failure to the decision: " + Figures.brief(time)));
        lines.add("  from the decision to the last sidecar: "
                + result.fromDecisionToLastSidecar().map(Figures::brief).orElse("not acknowledged"));
        return lines;
    }
}
