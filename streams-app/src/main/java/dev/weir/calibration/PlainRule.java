package dev.weir.calibration;

import dev.weir.evidence.Guardrail;
import dev.weir.rollout.Plan;
import dev.weir.window.Tally;
import dev.weir.window.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rule that Weir is compared with: every minute the candidate's figure is divided by the baseline's, and beyond the
 * limit it goes back. Minutes with fewer than {@value #FEWEST} requests of either are left out; there is no allowance and no
 * probability. Not safe for use by several threads.
 */
final class PlainRule {
    /** Length of its windows. */
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Requests of each variant that a window must have to be looked at. */
    static final int FEWEST = 30;

    private final Plan plan;
    private final Map<Instant, Map<String, Tally>> windows = new TreeMap<>();

    PlainRule(Plan plan) {
        this.plan = plan;
    }

    /** Takes a window, in the place of what was said of it before. */
    void take(Totals totals) {
        if (totals.segment() == null && !totals.shadow()) {
            windows.computeIfAbsent(totals.start(), start -> new TreeMap<>()).put(totals.variant(), totals.tally());
        }
    }

    /** The end of the first window that it would have rolled back on; empty if there is none. */
    Optional<Instant> alarm() {
        return windows.entrySet().stream()
                .filter(window -> isBeyond(window.getValue()))
                .findFirst()
                .map(window -> window.getKey().plus(WINDOW));
    }

    private boolean isBeyond(Map<String, Tally> window) {
        Tally baseline = window.getOrDefault(plan.baseline(), Tally.EMPTY);
        Tally candidate = window.getOrDefault(plan.candidate(), Tally.EMPTY);
        return baseline.requests() >= FEWEST
                && candidate.requests() >= FEWEST
                && plan.guardrails().stream()
                        .filter(guardrail -> guardrail.action() == Guardrail.Action.ROLLBACK)
                        .anyMatch(guardrail -> isBeyond(guardrail, baseline, candidate));
    }

    private static boolean isBeyond(Guardrail guardrail, Tally baseline, Tally candidate) {
        List<Double> figures =
                switch (guardrail.metric()) {
                    case ERROR_RATE -> List.of(rate(baseline.errors(), baseline), rate(candidate.errors(), candidate));
                    case TIMEOUT_RATE ->
                        List.of(rate(baseline.timeouts(), baseline), rate(candidate.timeouts(), candidate));
                    case LATENCY_P50 -> List.of(quantile(baseline, 0.50), quantile(candidate, 0.50));
                    case LATENCY_P95 -> List.of(quantile(baseline, 0.95), quantile(candidate, 0.95));
                    case CPU, MEMORY, COST -> List.of(0.0, 0.0);
                };
        return figures.get(1) > guardrail.maxRatio() * figures.get(0);
    }

    private static double rate(long count, Tally tally) {
        return (double) count / tally.requests();
    }

    private static double quantile(Tally tally, double q) {
        return tally.durations().total() == 0 ? 0 : tally.durations().quantile(q);
    }
}
