package dev.weir.verdict;

import dev.weir.statistics.sequential.AbComparison;
import dev.weir.verdict.SegmentContests.Named;
import dev.weir.verdict.SegmentContests.Segment;
import java.util.ArrayList;
import java.util.List;

/** An experiment as checks: the metric in all traffic, how many outcomes are known, each segment, the other metrics. */
record ExperimentChecks(ExperimentWeighing experiment) {

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(overall());
        if (experiment.start().metric().isTold()) {
            checks.add(labelled());
        }
        experiment.segments().segments().forEach(segment -> checks.add(segment(segment)));
        experiment.secondary().forEach(other -> checks.add(secondary(other)));
        return checks;
    }

    private Check overall() {
        CheckState state = CheckState.UNDECIDED;
        if (experiment.isEnough()) {
            state = switch (experiment.state()) {
                case A_WINS -> CheckState.FAIL;
                case B_WINS, TIE -> CheckState.PASS;
                case RUNNING, INCONCLUSIVE -> CheckState.UNDECIDED;
            };
        }
        return check(
                experiment.contest(),
                null,
                experiment.terms().alpha(),
                new ExperimentForecast(experiment).required(),
                state);
    }

    private Check segment(Segment segment) {
        boolean isOpposed = segment.key().equals(experiment.segments().opposed()) && experiment.isEnough();
        CheckState state = CheckState.UNDECIDED;
        if (segment.named() == Named.CANDIDATE || segment.contest().state() == AbComparison.State.TIE) {
            state = CheckState.PASS;
        } else if (segment.named() == Named.BASELINE && isOpposed) {
            state = CheckState.FAIL;
        }
        return check(segment.contest(), segment.name(), experiment.terms().alpha(), null, state);
    }

    private Check secondary(Contest other) {
        boolean kept = other.state() == AbComparison.State.B_WINS || other.state() == AbComparison.State.TIE;
        return check(other, null, experiment.terms().alpha(), null, kept ? CheckState.PASS : CheckState.UNDECIDED);
    }

    private Check check(Contest contest, String segment, double alpha, Long required, CheckState state) {
        return new Check(
                contest.metric().key(),
                segment,
                experiment.terms().minEffect(),
                experiment.terms().minEffect(),
                0,
                contest.value(contest.baseline()),
                contest.value(contest.candidate()),
                contest.baseline().n(),
                contest.candidate().n(),
                contest.logE() == null ? Double.NaN : contest.logE(),
                -StrictMath.log(alpha),
                null,
                Double.NaN,
                null,
                null,
                required,
                contest.shown(),
                contest.pValue(),
                state);
    }

    private Check labelled() {
        Labelled labelled = experiment.labelled();
        return new Check(
                Check.LABELLED,
                null,
                Double.NaN,
                Double.NaN,
                0,
                labelled.baseline(),
                labelled.candidate(),
                labelled.ofBaseline(),
                labelled.ofCandidate(),
                Double.NaN,
                Double.NaN,
                null,
                Double.NaN,
                null,
                null,
                null,
                null,
                CheckState.UNDECIDED);
    }
}
