package dev.weir.verdict;

import static java.util.stream.Collectors.joining;

import dev.weir.evidence.Measure;
import dev.weir.evidence.Metric;
import dev.weir.evidence.SplitEvidence;
import dev.weir.evidence.Trial;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.window.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What is said of a verdict to people: one sentence, figures in it. */
final class Wording {
    private static final double ALL_BPS = 10_000;

    private Wording() {}

    /** The figures of a baseline that is being collected. */
    static String collected(Trial trial) {
        Tally collected = trial.collected();
        Double perSecond = BaselineChecks.perSecond(trial);
        return collected.calls() + " requests of " + trial.rules().baseline() + " collected: errors "
                + text(Metric.ERROR_RATE, collected) + ", timeouts " + text(Metric.TIMEOUT_RATE, collected) + ", p50 "
                + text(Metric.LATENCY_P50, collected) + ", p95 " + text(Metric.LATENCY_P95, collected) + ", p99 "
                + Figures.text(Metric.LATENCY_P95, BaselineChecks.p99(collected))
                + (perSecond == null ? "" : ", " + Figures.rate(perSecond));
    }

    private static String text(Metric metric, Tally tally) {
        return Figures.text(metric, Measure.value(metric, tally));
    }

    /**
     * What the evidence of a stage amounts to.
     *
     * @param obstacle why nothing may be concluded for the candidate; null if something may
     */
    static String message(Weighing weighing, Standing standing, String obstacle) {
        Trial trial = weighing.trial();
        return conclusion(weighing, standing, obstacle)
                + fewUnits(weighing)
                + culprits(weighing, standing)
                + worse(weighing)
                + weighed(trial);
    }

    private static String weighed(Trial trial) {
        // The fast way back does not wait for enough requests to compare.
        long candidates =
                Math.max(trial.candidate().calls(), trial.catastrophe().calls());
        return " (" + candidates + " requests of " + trial.rules().candidate() + ", "
                + trial.baseline().calls() + " of " + trial.rules().baseline()
                + (trial.merged() == 0 ? "" : "; " + trial.merged() + " of rare strata weighed together") + ")";
    }

    private static String conclusion(Weighing weighing, Standing standing, String obstacle) {
        List<Check> failed = with(weighing.checks(), CheckState.FAIL).stream()
                .filter(check -> !Check.SPLIT.equals(check.metric()))
                .toList();
        if (standing == Standing.MISMATCH) {
            return mismatch(weighing.trial().split(), weighing.trial().rules().candidate());
        }
        if (!failed.isEmpty()) {
            return "Metrics degraded: " + failed.stream().map(Wording::figures).collect(joining("; "));
        }
        return switch (standing) {
            case STALE, INCOMPLETE -> obstacle;
            case PROVED ->
                "All metrics within thresholds: "
                        + with(weighing.checks(), CheckState.PASS).stream()
                                .map(Wording::figures)
                                .collect(joining("; "));
            case BROKEN, SUSPECT, MISMATCH, UNDECIDED -> undecided(weighing);
        };
    }

    private static String mismatch(SplitEvidence split, String candidate) {
        long units = split.candidates() + split.baselines();
        return "Units are not split as the weights say: " + candidate + " got "
                + Figures.percent((double) split.candidates() / units) + " of " + Figures.grouped(units)
                + " sampled units instead of " + Figures.percent(split.expectedShare()) + " (e = "
                + Figures.evidence(split.logE())
                + "); what the variants' users are like differs, so that no comparison can be trusted";
    }

    private static String undecided(Weighing weighing) {
        List<Check> undecided = with(weighing.checks(), CheckState.UNDECIDED).stream()
                .filter(check -> check.logFine() != null)
                .toList();
        if (undecided.isEmpty()) {
            return weighing.hasFewUnits()
                    ? "All metrics within thresholds so far"
                    : "Too few requests to conclude from";
        }
        double perSecond = weighing.trial().requestsPerSecond();
        String rate = perSecond > 0 ? " at " + Figures.rate(perSecond) : "";
        return "Not proved yet: "
                + undecided.stream()
                        .map(check -> missing(check, weighing.trial(), perSecond))
                        .collect(joining("; "))
                + (undecided.stream().anyMatch(check -> check.requiredSamples() != null) ? rate : "");
    }

    /** What is still to come, of both variants. */
    private static String missing(Check check, Trial trial, double perSecond) {
        int candidateBps = trial.current().evidenceBps();
        if (check.requiredSamples() == null || candidateBps == 0) {
            return check.metric();
        }
        double more = Math.max(1, (check.requiredSamples() - check.candidateSamples()) * ALL_BPS / candidateBps);
        Duration time = StageForecast.time(Math.round(more), perSecond);
        return check.metric() + " needs about " + Figures.about(more) + " more"
                + (time == null ? "" : ", " + Figures.time(time));
    }

    private static List<Check> with(List<Check> checks, CheckState state) {
        return checks.stream().filter(check -> check.state() == state).toList();
    }

    static String figures(Check check) {
        if (Check.CATASTROPHE.equals(check.metric())) {
            return "errorRate"
                    + (check.candidateValue() == null ? "" : " " + Figures.percent(check.candidateValue()))
                    + " is beyond " + Figures.percent(check.limit()) + " outright (e = "
                    + Figures.evidence(check.logHarm()) + ")";
        }
        boolean failed = check.state() == CheckState.FAIL;
        return check.name() + values(check) + " is " + (failed ? "beyond " : "within ")
                + Figures.ratio(failed ? check.limit() : check.advanceLimit()) + "x"
                + (check.floor() == 0 ? "" : " plus " + Figures.percent(check.floor())) + " ("
                + (failed && check.isByAlarmAlone()
                        ? "says the watch over full, wrong about once a year"
                        : evidence(check))
                + ")";
    }

    private static String evidence(Check check) {
        boolean harm = check.state() == CheckState.FAIL || check.logFine() == null;
        return "e = " + Figures.evidence(harm ? check.logHarm() : check.logFine());
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

    private static String fewUnits(Weighing weighing) {
        if (!weighing.hasFewUnits()) {
            return "";
        }
        Trial trial = weighing.trial();
        Tally smaller = weighing.smallerArm();
        return "; too few units: " + smaller.units().distinctAtLeast() + " of "
                + (smaller == trial.candidate()
                        ? trial.rules().candidate()
                        : trial.rules().baseline());
    }

    /** Where the harm is, as far as that can be told of many segments at once. */
    private static String culprits(Weighing weighing, Standing standing) {
        if (weighing.trial().segments().isEmpty()) {
            return "";
        }
        List<Check> culprits = weighing.culprits();
        return culprits.isEmpty()
                ? ""
                : "; harmed " + (standing == Standing.BROKEN ? "" : "so far ") + "in "
                        + culprits.stream()
                                .map(Check::segment)
                                .distinct()
                                .map(segment -> segment + " (" + metrics(culprits, segment) + ")")
                                .collect(joining(", "));
    }

    private static String metrics(List<Check> culprits, String segment) {
        return culprits.stream()
                .filter(check -> Objects.equals(check.segment(), segment))
                .map(Check::metric)
                .collect(joining(", "));
    }

    /** What is worse than the baseline without being proved too bad: allowed, or not yet known to be. */
    private static String worse(Weighing weighing) {
        List<Check> worse = weighing.worse();
        return worse("within tolerance", worse, true) + worse("by how much is not proved yet", worse, false);
    }

    private static String worse(String how, List<Check> worse, boolean allowed) {
        String named = worse.stream()
                .filter(check -> (check.state() == CheckState.PASS) == allowed)
                .map(check -> check.metric() + values(check) + " (e = " + Figures.evidence(check.logWorse()) + ")")
                .collect(joining(", "));
        return named.isEmpty() ? "" : "; worse than the baseline, " + how + ": " + named;
    }
}
