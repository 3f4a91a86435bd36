package dev.weir.verdict;

import static java.util.stream.Collectors.joining;

import dev.weir.evidence.ExperimentMetric;
import dev.weir.verdict.SegmentContests.Named;
import dev.weir.verdict.SegmentContests.Segment;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.window.OutcomeLosses;
import java.time.Duration;
import java.util.List;

/** What is said of an experiment to people: one sentence, figures in it. */
final class ExperimentWording {
    private final ExperimentWeighing experiment;
    private final Contest contest;
    private final ExperimentMetric metric;
    private final String baseline;
    private final String candidate;

    ExperimentWording(ExperimentWeighing experiment) {
        this.experiment = experiment;
        this.contest = experiment.contest();
        this.metric = contest.metric();
        this.baseline = experiment.trial().rules().baseline();
        this.candidate = experiment.trial().rules().candidate();
    }

    /** The sentence; guardrails that are broken, and what keeps anything from being concluded, come first. */
    String message(Standing guarded, String silence) {
        String guardrails = Wording.message(
                experiment.weighing(), guarded, guarded == Standing.STALE ? silence : experiment.complaint());
        return switch (guarded) {
            case BROKEN, SUSPECT, MISMATCH, STALE, INCOMPLETE -> guardrails + "; A/B test: " + result();
            case PROVED, UNDECIDED -> result() + "; guardrails: " + guardrails;
        };
    }

    private String result() {
        if (contest.baseline().n() + contest.candidate().n() == 0) {
            return nothing();
        }
        String opposed = experiment.segments().opposed();
        String said = !experiment.isEnough() ? unfinished() : opposed != null ? opposed(opposed) : conclusion();
        return said + known();
    }

    private String nothing() {
        String needs = experiment.planner().outlook(experiment.start(), 0);
        return metric.isTold()
                ? "No outcomes seen: publish them with the requestId of their prediction; " + needs
                : "No answers seen that tell their " + metric.key() + "; " + needs;
    }

    private String conclusion() {
        return switch (contest.state()) {
            case B_WINS -> candidate + " is better: " + figures() + tooSmall();
            case A_WINS -> baseline + " is better, keep it: " + figures();
            case TIE ->
                candidate + " and " + baseline + " are equivalent: " + figures() + ", within "
                        + AbFigures.effect(metric, experiment.terms().minEffect())
                        + (experiment.terms().deploysTie() ? "" : ", so that " + baseline + " stays");
            case RUNNING, INCONCLUSIVE -> unfinished();
        };
    }

    /** Better, but maybe by less than matters. */
    private String tooSmall() {
        boolean matters = contest.interval().lower() >= experiment.planner().effect();
        return matters
                ? ""
                : ", maybe by less than the "
                        + AbFigures.effect(metric, experiment.terms().minEffect()) + " that matter";
    }

    private String unfinished() {
        ExperimentForecast forecast = new ExperimentForecast(experiment);
        Duration time = forecast.time();
        String rest = Figures.grouped(forecast.missing()) + " more outcomes of each variant"
                + (time == null ? "" : ", about " + Figures.time(time));
        if (experiment.start().hasOneLook() && experiment.isLooked()) {
            return "No significant difference at the planned look: " + figures()
                    + "; run a longer test, or accept a tie";
        }
        String sofar = experiment.start().hasOneLook() ? contest.values() : figures();
        return experiment.terms().isOver()
                ? "Inconclusive: " + sofar + "; keep " + baseline
                        + " if time is short, or run the test longer: it needs " + rest
                : "Continue the test: it needs " + rest + "; " + sofar;
    }

    private String figures() {
        if (contest.interval() == null) {
            return contest.values();
        }
        String sure = contest.logE() != null
                ? "e = " + Figures.evidence(contest.logE())
                : "p = " + Figures.ratio(Math.max(contest.pValue(), Double.MIN_NORMAL));
        return contest.values() + ", " + AbFigures.interval(metric, contest.shown()) + " (" + sure + ")";
    }

    private String known() {
        return " (" + Figures.grouped(contest.candidate().n()) + " outcomes of " + candidate + ", "
                + Figures.grouped(contest.baseline().n()) + " of " + baseline
                + (metric.isTold() ? "; " + experiment.labelled().text(baseline, candidate) + lost() : "") + ")";
    }

    /** What became of outcomes that say nothing of an answer, over the whole rollout. */
    private String lost() {
        OutcomeLosses losses = experiment.trial().outcomes().losses();
        return lost(losses.noPrediction(), "without a prediction")
                + lost(losses.otherVariant(), "of another variant")
                + lost(losses.late(), "too late")
                + lost(losses.duplicate(), "told again")
                + lost(losses.contradictory(), "contradicting an earlier one");
    }

    private static String lost(long count, String why) {
        return count == 0 ? "" : "; " + Figures.grouped(count) + " " + why;
    }

    private String opposed(String key) {
        List<Segment> up = experiment.segments().of(key, Named.CANDIDATE);
        List<Segment> down = experiment.segments().of(key, Named.BASELINE);
        Double routed = experiment.segments().routed(key);
        String expected = routed == null
                ? ""
                : ", expected " + AbFigures.value(metric, routed) + " instead of "
                        + AbFigures.value(metric, contest.value(contest.baseline())) + " with " + baseline
                        + " and " + AbFigures.value(metric, contest.value(contest.candidate())) + " with " + candidate;
        return "Opposite effects: " + candidate + " is better in " + named(up) + ", " + baseline + " in "
                + named(down) + ": deploy neither to all; route "
                + up.stream().map(Segment::name).collect(joining(" and ")) + " to " + candidate + " and the rest to "
                + baseline + expected;
    }

    private static String named(List<Segment> segments) {
        return segments.stream()
                .map(segment -> segment.name() + " (" + segment.contest().values() + ")")
                .collect(joining(" and "));
    }
}
