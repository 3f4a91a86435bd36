package dev.weir.verdict;

import dev.weir.evidence.ArmOutcomes;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.evidence.ExperimentStart;
import dev.weir.evidence.OutcomeEvidence;
import dev.weir.evidence.Trial;
import dev.weir.statistics.sequential.AbComparison;
import dev.weir.verdict.Verdict.AbStatus;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a stage with an experiment amounts to: the guardrails, which go on as in any other stage and come first, and which
 * variant answers better.
 *
 * <p>A candidate that is better goes on once the guardrails are proved, too; one that is worse goes back. Nothing is
 * concluded before each variant has as many outcomes as the plan asks for, nor while outcomes are missing of one variant
 * more often than of the other. Where the candidate is better for some users and worse for others neither is: a person
 * is asked.
 */
final class ExperimentWeighing {
    private static final double SECONDARY_POINTS = 0.02;
    private static final double SECONDARY_SHARE = 0.05;

    private final Weighing weighing;
    private final Occasion occasion;
    private final AbTerms terms;
    private final ExperimentStart start;
    private final ExperimentPlanner planner;
    private final Contest contest;
    private final SegmentContests segments;
    private final Labelled labelled;
    private final boolean isLooked;

    ExperimentWeighing(Weighing weighing, Occasion occasion) {
        this.weighing = weighing;
        this.occasion = occasion;
        this.terms = occasion.experiment();
        Trial trial = weighing.trial();
        this.start = trial.current().experiment();
        this.planner = new ExperimentPlanner(start.metric(), terms);
        OutcomeEvidence outcomes = trial.outcomes();
        this.isLooked = !start.hasOneLook() || outcomes.atLook() != null;
        Map<String, ArmOutcomes> looked = start.hasOneLook() && isLooked ? outcomes.atLook() : outcomes.strata();
        boolean byUnit = trial.rules().perUnit();
        List<ArmOutcomes> strata = List.copyOf(looked.values());
        if (!isLooked) {
            this.contest = Contest.before(strata, start.metric(), terms.isOver());
        } else if (start.hasOneLook()) {
            this.contest = Contest.once(strata, planner, byUnit, terms.alpha());
        } else {
            this.contest = Contest.always(strata, planner, byUnit, terms.alpha(), terms.isOver());
        }
        this.segments = isLooked ? SegmentContests.of(looked, start, planner, byUnit) : new SegmentContests(List.of());
        this.labelled = Labelled.of(strata.stream().reduce(ArmOutcomes.NONE, ArmOutcomes::plus), start.metric());
    }

    Verdict verdict(String silence) {
        Standing guarded = weighing.standing(silence, complaint());
        Standing standing = standing(guarded);
        List<Check> checks = new ArrayList<>(weighing.checks());
        checks.addAll(new ExperimentChecks(this).checks());
        return new Verdict(
                occasion.id(),
                occasion.at(),
                guarded == Standing.MISMATCH ? Kind.SPLIT : Kind.AB_TEST,
                Verdicts.status(standing, checks),
                recommendation(guarded),
                standing,
                new ExperimentWording(this).message(guarded, silence),
                checks,
                trial().baseline().calls(),
                trial().candidate().calls(),
                abStatus());
    }

    Weighing weighing() {
        return weighing;
    }

    Trial trial() {
        return weighing.trial();
    }

    AbTerms terms() {
        return terms;
    }

    ExperimentStart start() {
        return start;
    }

    ExperimentPlanner planner() {
        return planner;
    }

    Contest contest() {
        return contest;
    }

    SegmentContests segments() {
        return segments;
    }

    Labelled labelled() {
        return labelled;
    }

    /** Why the evidence cannot be trusted; null if it can. */
    String complaint() {
        if (occasion.complaint() != null || !start.metric().isTold() || !isEnough() || !labelled.isUneven()) {
            return occasion.complaint();
        }
        return labelled.text(trial().rules().baseline(), trial().rules().candidate())
                + ": those that are missing may not be like the others";
    }

    /** Whether each variant has as many outcomes as the plan asks for. */
    boolean isEnough() {
        return contest.fewest() >= terms.minSamples();
    }

    /** Whether something is concluded: the split is in order, the baseline is heard of, and there are enough outcomes. */
    private boolean isConcluded(Standing guarded) {
        return (guarded == Standing.PROVED || guarded == Standing.UNDECIDED) && isEnough();
    }

    private Standing standing(Standing guarded) {
        if (guarded != Standing.PROVED && guarded != Standing.UNDECIDED) {
            return guarded;
        }
        if (!isConcluded(guarded)) {
            return Standing.UNDECIDED;
        }
        if (segments.opposed() != null) {
            return Standing.SUSPECT;
        }
        return switch (contest.state()) {
            case A_WINS -> Standing.BROKEN;
            case B_WINS -> guarded;
            case TIE -> tied(guarded);
            case RUNNING, INCONCLUSIVE -> Standing.UNDECIDED;
        };
    }

    /** A candidate that brings nothing goes back, but not before a day has shown all that it may bring. */
    private Standing tied(Standing guarded) {
        if (terms.deploysTie()) {
            return guarded;
        }
        return terms.isLongEnough() ? Standing.BROKEN : Standing.UNDECIDED;
    }

    private Recommendation recommendation(Standing guarded) {
        if (guarded == Standing.BROKEN) {
            return Recommendation.ROLLBACK;
        }
        if (guarded == Standing.MISMATCH) {
            return Recommendation.INVESTIGATE_SPLIT;
        }
        if (!isConcluded(guarded)) {
            return Recommendation.CONTINUE;
        }
        if (segments.opposed() != null) {
            return Recommendation.ROUTE_BY_SEGMENT;
        }
        return switch (contest.state()) {
            case A_WINS -> Recommendation.KEEP_BASELINE;
            case B_WINS -> Recommendation.DEPLOY_CANDIDATE;
            case TIE -> Recommendation.EQUIVALENT;
            case RUNNING, INCONCLUSIVE -> Recommendation.CONTINUE;
        };
    }

    /** Where the experiment stands, whatever the guardrails say. */
    AbStatus abStatus() {
        if (contest.baseline().n() + contest.candidate().n() == 0) {
            return AbStatus.NOT_STARTED;
        }
        if (!isEnough()) {
            return terms.isOver() ? AbStatus.INCONCLUSIVE : AbStatus.RUNNING;
        }
        return AbStatus.valueOf(contest.state().name());
    }

    /** The other metrics that are told of, compared at every look; nothing acts on them. */
    List<Contest> secondary() {
        List<Contest> others = new ArrayList<>();
        for (ExperimentMetric metric : ExperimentMetric.values()) {
            // What a reward is worth nobody has said, and without a scale there is no telling what a difference means.
            if (metric == start.metric() || metric == ExperimentMetric.REWARD) {
                continue;
            }
            AbTerms same = new AbTerms(
                    terms.alpha(),
                    terms.power(),
                    metric == ExperimentMetric.SUCCESS ? SECONDARY_POINTS : SECONDARY_SHARE,
                    terms.minSamples(),
                    terms.deploysTie(),
                    terms.isLongEnough(),
                    terms.isOver());
            Contest other = Contest.always(
                    List.copyOf(trial().outcomes().strata().values()),
                    new ExperimentPlanner(metric, same),
                    trial().rules().perUnit(),
                    terms.alpha(),
                    terms.isOver());
            if (other.baseline().n() + other.candidate().n() > 0) {
                others.add(other);
            }
        }
        return others;
    }

    /** The state of the comparison, for those who put it into words. */
    AbComparison.State state() {
        return contest.state();
    }

    /** Whether it has been looked at: always, or once as many outcomes were there as planned. */
    boolean isLooked() {
        return isLooked;
    }
}
