package dev.weir.verdict;

import static java.util.stream.Collectors.joining;

import dev.weir.evidence.Metric;
import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.Tally;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Puts the evidence of a trial into a verdict that a person and the rollout machine can act on. */
public final class Verdicts {
    private Verdicts() {}

    /**
     * The verdict on a trial.
     *
     * @param id        id of the verdict
     * @param at        instant of the judgement
     * @param full      whether the candidate is at full
     * @param complaint why the evidence cannot be trusted; null if it can
     */
    public static Verdict of(String id, Instant at, Trial trial, ErrorBudget budget, boolean full, String complaint) {
        if (trial.current().stage() == StageStart.BASELINE) {
            return baseline(id, at, trial);
        }
        Weighing weighing = new Weighing(trial, budget);
        List<Check> checks = weighing.checks();
        Standing standing = weighing.standing(checks, complaint);
        return new Verdict(
                id,
                at,
                full ? Kind.FULL : Kind.CANARY,
                status(standing, checks),
                recommendation(standing),
                standing,
                message(trial, checks, standing, complaint),
                checks,
                trial.baseline().calls(),
                trial.candidate().calls());
    }

    private static Verdict baseline(String id, Instant at, Trial trial) {
        Tally collected = trial.collected();
        String message = String.format(
                Locale.ROOT,
                "%d requests of %s collected: errors %s, timeouts %s, p50 %s, p95 %s",
                collected.calls(),
                trial.rules().baseline(),
                text(Metric.ERROR_RATE, collected),
                text(Metric.TIMEOUT_RATE, collected),
                text(Metric.LATENCY_P50, collected),
                text(Metric.LATENCY_P95, collected));
        return new Verdict(
                id,
                at,
                Kind.BASELINE,
                collected.calls() < Weighing.FEWEST ? Status.INSUFFICIENT_DATA : Status.HEALTHY,
                Recommendation.CONTINUE,
                Standing.UNDECIDED,
                message,
                List.of(),
                collected.calls(),
                0);
    }

    private static String text(Metric metric, Tally tally) {
        return Figures.text(metric, Figures.value(metric, tally));
    }

    private static Status status(Standing standing, List<Check> checks) {
        if (checks.stream().anyMatch(check -> check.state() == CheckState.FAIL)) {
            return Status.DEGRADED;
        }
        return standing == Standing.PROVED ? Status.HEALTHY : Status.INSUFFICIENT_DATA;
    }

    private static Recommendation recommendation(Standing standing) {
        return switch (standing) {
            case BROKEN -> Recommendation.ROLLBACK;
            case PROVED -> Recommendation.ADVANCE;
            case SUSPECT, INCOMPLETE, UNDECIDED -> Recommendation.CONTINUE;
        };
    }

    private static String message(Trial trial, List<Check> checks, Standing standing, String complaint) {
        // The fast way back does not wait for enough requests to compare.
        long candidates =
                Math.max(trial.candidate().calls(), trial.catastrophe().calls());
        String weighed = " (" + candidates + " requests of "
                + trial.rules().candidate() + ", " + trial.baseline().calls() + " of "
                + trial.rules().baseline() + ")";
        List<Check> failed = with(checks, CheckState.FAIL);
        if (!failed.isEmpty()) {
            return "Metrics degraded: " + failed.stream().map(Verdicts::figures).collect(joining("; ")) + weighed;
        }
        if (standing == Standing.INCOMPLETE) {
            return complaint + weighed;
        }
        if (standing == Standing.PROVED) {
            return "All metrics within thresholds: "
                    + with(checks, CheckState.PASS).stream()
                            .map(Verdicts::figures)
                            .collect(joining("; ")) + weighed;
        }
        List<Check> undecided = with(checks, CheckState.UNDECIDED).stream()
                .filter(check -> check.logFine() != null)
                .toList();
        return undecided.isEmpty()
                ? "Too few requests to conclude from" + weighed
                : "Not proved yet: " + undecided.stream().map(Verdicts::missing).collect(joining("; ")) + weighed;
    }

    private static List<Check> with(List<Check> checks, CheckState state) {
        return checks.stream().filter(check -> check.state() == state).toList();
    }

    private static String figures(Check check) {
        if (Check.CATASTROPHE.equals(check.metric())) {
            return String.format(
                    Locale.ROOT,
                    "errorRate%s is beyond %s outright (e = %.3g)",
                    check.candidateValue() == null ? "" : " " + Figures.text(Metric.ERROR_RATE, check.candidateValue()),
                    Figures.text(Metric.ERROR_RATE, check.limit()),
                    Math.exp(check.logHarm()));
        }
        boolean failed = check.state() == CheckState.FAIL;
        return String.format(
                Locale.ROOT,
                "%s%s is %s %.3gx%s (e = %.3g)",
                check.metric(),
                values(check),
                failed ? "beyond" : "within",
                failed ? check.limit() : check.advanceLimit(),
                check.floor() == 0 ? "" : " plus " + Figures.text(Metric.ERROR_RATE, check.floor()),
                Math.exp(failed || check.logFine() == null ? check.logHarm() : check.logFine()));
    }

    /** Figures of this stage, where there are any yet: evidence of harm is older. */
    private static String values(Check check) {
        if (check.candidateValue() == null && check.baselineValue() == null) {
            return "";
        }
        Metric metric = Metric.ofKey(check.metric()).orElseThrow();
        return " " + Figures.text(metric, check.candidateValue()) + " against "
                + Figures.text(metric, check.baselineValue());
    }

    private static String missing(Check check) {
        return check.requiredSamples() == null
                ? check.metric()
                : check.metric() + " needs about " + Math.max(1, check.requiredSamples() - check.candidateSamples())
                        + " more";
    }
}
