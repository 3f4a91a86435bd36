package dev.weir.judge;

import static dev.weir.judge.JudgeDrive.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.ExperimentTerms.Method;
import dev.weir.rollout.ExperimentTerms.OnTie;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.AbStatus;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.OutcomeScope;
import dev.weir.window.TimeLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An A/B stage from the first outcome to its end, as the judge sees it. */
class ExperimentStageTest {
    private static final OutcomeScope SCOPE =
            new OutcomeScope(Set.of("v1.0", "v2.0"), TimeLimits.of(Duration.ofSeconds(5)));
    private static final long BEGUN = START + 7;
    private static final Map<String, String> NO_SEGMENT = Map.of();

    private final OutcomeJoin join = new OutcomeJoin(Duration.ofDays(7), Duration.ofSeconds(1), key -> null);
    private long requests;

    @Test
    void shouldSayBeforeTheStartHowManyOutcomesItTakes() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.KEEP));
        assertThat(drive.lastDecision().toStage()).isEqualTo("ab-test");
        assertThat(drive.lastDecision().reason())
                .contains("the A/B test needs 9,806 outcomes of each variant (success 50.00 % assumed, effect 2.00"
                        + " points, alpha 0.05, power 0.8)");
    }

    @Test
    void shouldPlanByTheRateThatWasSeenBefore() {
        JudgeDrive drive = new JudgeDrive();
        drive.submit(plan(terms(0.02, OnTie.KEEP)).plan(), START);
        outcomes(drive, 1, "v1.0", 1_000, 0.87, NO_SEGMENT);
        collected(drive);
        assertThat(drive.lastDecision().reason())
                .contains("the A/B test needs 4,138 outcomes of each variant (success 87.00 %, effect 2.00 points");
    }

    @Test
    void shouldHoldAndSaySoWhileNoOutcomeHasCome() {
        JudgeDrive drive = inExperiment(terms(0.05, OnTie.KEEP));
        healthy(drive, 30);

        Verdict latest = latest(drive);
        assertThat(latest.kind()).isEqualTo(Kind.AB_TEST);
        assertThat(latest.abStatus()).isEqualTo(AbStatus.NOT_STARTED);
        assertThat(latest.recommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(latest.message())
                .startsWith("No outcomes seen: publish them with the requestId of their prediction;")
                .contains("guardrails: All metrics within thresholds");
        assertThat(success(latest).baselineValue()).isNull();
        assertThat(success(latest).logHarm()).isNaN();
        assertThat(drive.lastDecision().action()).isEqualTo(Action.ADVANCE);
        assertThat(drive.lastDecision().toStage()).isEqualTo("ab-test");
    }

    @Test
    void shouldSayHowManyMoreOutcomesItTakesWhileNothingIsProved() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.KEEP));
        outcomes(drive, 2, "v1.0", 50, 0.86, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 50, 0.88, NO_SEGMENT);
        join.add(new Outcome("r1", "sentiment", (BEGUN + 3) * 1_000, null, null, false, null));
        join.add(new Outcome("of nobody", "sentiment", (BEGUN + 3) * 1_000, null, null, true, null));
        drive.judge.delta(
                new Delta(0, List.of(), List.of(), List.of(), join.drain().get("sentiment")));
        healthy(drive, 30);

        Verdict latest = latest(drive);
        assertThat(latest.abStatus()).isEqualTo(AbStatus.RUNNING);
        assertThat(latest.message()).contains("; 1 without a prediction; 1 told again)");
        assertThat(latest.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(latest.message())
                .startsWith("Continue the test: it needs 9,756 more outcomes of each variant")
                .contains("success 88.0 % against 86.0 %");
        assertThat(success(latest).requiredSamples()).isEqualTo(9_806);
        assertThat(success(latest).interval()).isNull();
    }

    @Test
    void shouldGoOnWhenTheCandidateIsBetterAndKeepsItsLimits() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.KEEP));
        outcomes(drive, 2, "v1.0", 3_000, 0.80, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 3_000, 0.90, NO_SEGMENT);
        drive.tick(BEGUN + 2);
        Verdict early = latest(drive);
        assertThat(early.abStatus()).isEqualTo(AbStatus.B_WINS);
        assertThat(drive.lastDecision().toStage()).isEqualTo("ab-test");
        healthy(drive, 30);

        Verdict deciding = deciding(drive, Action.ADVANCE);
        assertThat(deciding.recommendation()).isEqualTo(Recommendation.DEPLOY_CANDIDATE);
        assertThat(deciding.status()).isEqualTo(Status.HEALTHY);
        assertThat(deciding.message()).startsWith("v2.0 is better: success 90.0 % against 80.0 %, +");
        Check check = success(deciding);
        assertThat(check.state()).isEqualTo(CheckState.PASS);
        assertThat(check.interval().lower()).isBetween(0.05, 0.10);
        assertThat(check.interval().upper()).isBetween(0.10, 0.15);
        assertThat(drive.lastDecision().toStage()).isEqualTo("full");
    }

    @Test
    void shouldGoBackWhenTheBaselineIsBetterHoweverFineTheGuardrailsAre() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.DEPLOY));
        outcomes(drive, 2, "v1.0", 3_000, 0.90, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 3_000, 0.80, NO_SEGMENT);
        healthy(drive, 3);

        Verdict deciding = deciding(drive, Action.ROLLBACK);
        assertThat(deciding.abStatus()).isEqualTo(AbStatus.A_WINS);
        assertThat(deciding.recommendation()).isEqualTo(Recommendation.KEEP_BASELINE);
        assertThat(deciding.status()).isEqualTo(Status.DEGRADED);
        assertThat(drive.lastDecision().reason()).startsWith("v1.0 is better, keep it: success 80.0 % against 90.0 %");
    }

    @Test
    void shouldKeepTheBaselineOrDeployTheCandidateOnATieAsThePlanSays() {
        JudgeDrive keeping = inExperiment(terms(0.10, OnTie.KEEP));
        tied(keeping);
        Verdict kept = deciding(keeping, Action.ROLLBACK);
        assertThat(kept.abStatus()).isEqualTo(AbStatus.TIE);
        assertThat(kept.recommendation()).isEqualTo(Recommendation.EQUIVALENT);
        assertThat(kept.message()).contains("v2.0 and v1.0 are equivalent").contains("so that v1.0 stays");

        JudgeDrive deploying = inExperiment(terms(0.10, OnTie.DEPLOY));
        tied(deploying);
        assertThat(deciding(deploying, Action.ADVANCE).abStatus()).isEqualTo(AbStatus.TIE);
        assertThat(deploying.lastDecision().toStage()).isEqualTo("full");
    }

    private void tied(JudgeDrive drive) {
        outcomes(drive, 2, "v1.0", 3_000, 0.85, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 3_000, 0.85, NO_SEGMENT);
        healthy(drive, 30);
    }

    @Test
    void shouldPauseWithItsOptionsWhenTimeIsOverAndNothingIsProved() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.KEEP));
        outcomes(drive, 2, "v1.0", 1_200, 0.87, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 1_200, 0.89, NO_SEGMENT);
        healthy(drive, 20);
        drive.read(BEGUN + 3_700);

        assertThat(drive.decisions()).extracting(Decision::action).contains(Action.PAUSE);
        Verdict latest = latest(drive);
        assertThat(latest.abStatus()).isEqualTo(AbStatus.INCONCLUSIVE);
    }

    /** A better on free users, B on paying ones: whichever is deployed to all, somebody loses. */
    @Test
    void shouldProposeToRouteBySegmentWhenEffectsAreOpposite() {
        JudgeDrive drive = inExperiment(new ExperimentTerms(
                ExperimentMetric.SUCCESS,
                Method.ALWAYS_VALID,
                0.05,
                0.8,
                0.02,
                1_000,
                OnTie.KEEP,
                List.of("user_type")));
        outcomes(drive, 2, "v1.0", 2_000, 0.70, Map.of("user_type", "premium"));
        outcomes(drive, 2, "v2.0", 2_000, 0.90, Map.of("user_type", "premium"));
        outcomes(drive, 2, "v1.0", 8_000, 0.85, Map.of("user_type", "free"));
        outcomes(drive, 2, "v2.0", 8_000, 0.75, Map.of("user_type", "free"));
        outcomes(drive, 2, "v1.0", 5, 1, NO_SEGMENT);
        healthy(drive, 30);

        Verdict deciding = deciding(drive, Action.PAUSE);
        assertThat(deciding.recommendation()).isEqualTo(Recommendation.ROUTE_BY_SEGMENT);
        assertThat(deciding.message())
                .contains("v2.0 is better in user_type=premium (success 90.0 % against 70.0 %), v1.0 in user_type=free"
                        + " (success 75.0 % against 85.0 %)")
                .contains("deploy neither to all; route user_type=premium to v2.0 and the rest to v1.0, expected 86.0 %"
                        + " instead of 82.0 % with v1.0 and 78.0 % with v2.0");
        assertThat(deciding.checks())
                .filteredOn(check -> check.segment() != null)
                .extracting(Check::segment)
                .containsExactly("user_type=free", "user_type=premium", "user_type=unknown");
        assertThat(deciding.checks())
                .filteredOn(check -> "user_type=unknown".equals(check.segment()))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.baselineSamples()).isEqualTo(5);
                    assertThat(check.candidateValue()).isNull();
                });
    }

    /** A is used by those who are easy to please, and no better in any segment: pooled, it looks 10 points better. */
    @Test
    void shouldNotBeFooledByAMixOfSegmentsThatDiffers() {
        JudgeDrive drive = inExperiment(new ExperimentTerms(
                ExperimentMetric.SUCCESS,
                Method.ALWAYS_VALID,
                0.05,
                0.8,
                0.02,
                1_000,
                OnTie.KEEP,
                List.of("user_type")));
        outcomes(drive, 2, "v1.0", 3_000, 0.90, Map.of("user_type", "easy"));
        outcomes(drive, 2, "v2.0", 1_000, 0.90, Map.of("user_type", "easy"));
        outcomes(drive, 2, "v1.0", 1_000, 0.70, Map.of("user_type", "hard"));
        outcomes(drive, 2, "v2.0", 3_000, 0.70, Map.of("user_type", "hard"));
        drive.tick(BEGUN + 2);

        Check check = success(latest(drive));
        assertThat(check.candidateValue() - check.baselineValue()).isEqualTo(-0.10, within(1e-9));
        assertThat((check.interval().lower() + check.interval().upper()) / 2).isEqualTo(0, within(1e-9));
        assertThat(latest(drive).abStatus()).isEqualTo(AbStatus.RUNNING);
    }

    @Test
    void shouldRollBackAtOnceForAGuardrailHoweverWellTheCandidateAnswers() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.KEEP));
        outcomes(drive, 2, "v1.0", 3_000, 0.80, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 3_000, 0.90, NO_SEGMENT);
        for (long second = BEGUN; second < BEGUN + 5; second++) {
            drive.delta(second, 2, "v1.0", 100, 0);
            drive.delta(second, 2, "v2.0", 100, 40);
            drive.read(second + JudgeDrive.CLOSING.toSeconds() + 1);
        }
        Verdict deciding = deciding(drive, Action.ROLLBACK);
        assertThat(deciding.recommendation()).isEqualTo(Recommendation.ROLLBACK);
        assertThat(deciding.message()).startsWith("Metrics degraded: errorRate").contains("A/B test: v2.0 is better");
    }

    @Test
    void shouldHoldWhileOutcomesAreMissingOfOneVariantMoreOften() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.KEEP));
        outcomes(drive, 2, "v1.0", 3_000, 0.80, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 3_000, 0.95, NO_SEGMENT);
        for (int i = 0; i < 1_000; i++) {
            join.add(observation(2, "v2.0", NO_SEGMENT), null, SCOPE);
        }
        drive.judge.delta(
                new Delta(0, List.of(), List.of(), List.of(), join.drain().get("sentiment")));
        healthy(drive, 30);

        assertThat(latest(drive).message())
                .contains("outcomes are known of 75.00 % of v2.0's requests and 100.00 % of v1.0's: those that are"
                        + " missing may not be like the others");
        assertThat(drive.lastDecision().action()).isEqualTo(Action.HOLD);
        assertThat(latest(drive).checks())
                .filteredOn(check -> check.metric().equals(Check.LABELLED))
                .singleElement()
                .satisfies(check -> assertThat(check.candidateValue()).isEqualTo(0.75));
    }

    @Test
    void shouldLookOnceWhereThePlanAsksForIt() {
        JudgeDrive drive = inExperiment(new ExperimentTerms(
                ExperimentMetric.SUCCESS, Method.FIXED_HORIZON, 0.05, 0.8, 0.10, 100, OnTie.KEEP, List.of()));
        outcomes(drive, 2, "v1.0", 300, 0.80, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 300, 0.95, NO_SEGMENT);
        drive.tick(BEGUN + 2);
        assertThat(latest(drive).abStatus()).isEqualTo(AbStatus.RUNNING);
        assertThat(success(latest(drive)).onceP()).isNull();
        assertThat(success(latest(drive)).requiredSamples()).isEqualTo(388);

        outcomes(drive, 2, "v1.0", 88, 0.80, NO_SEGMENT);
        outcomes(drive, 2, "v2.0", 88, 0.80, NO_SEGMENT);
        drive.tick(BEGUN + 4);
        Verdict looked = latest(drive);
        assertThat(looked.abStatus()).isEqualTo(AbStatus.B_WINS);
        assertThat(success(looked).onceP()).isLessThan(0.05);

        // Had it been looked at later, nothing would show.
        outcomes(drive, 2, "v1.0", 3_000, 0.95, NO_SEGMENT);
        drive.tick(BEGUN + 6);
        assertThat(success(latest(drive)).onceP()).isEqualTo(success(looked).onceP());
        assertThat(success(latest(drive)).baselineSamples()).isEqualTo(388);
    }

    @Test
    void shouldCompareRewardsInTheirOwnUnits() {
        JudgeDrive drive = inExperiment(new ExperimentTerms(
                ExperimentMetric.REWARD, Method.ALWAYS_VALID, 0.05, 0.8, 0.5, 200, OnTie.KEEP, List.of()));
        for (int i = 0; i < 1_000; i++) {
            reward("v1.0", 10 + i % 5);
            reward("v2.0", 11.5 + i % 5);
        }
        drive.judge.delta(
                new Delta(0, List.of(), List.of(), List.of(), join.drain().get("sentiment")));
        drive.tick(BEGUN + 2);

        Verdict latest = latest(drive);
        assertThat(latest.abStatus()).isEqualTo(AbStatus.B_WINS);
        Check check = latest.checks().stream()
                .filter(each -> each.metric().equals("reward"))
                .findFirst()
                .orElseThrow();
        assertThat(check.baselineValue()).isEqualTo(12, within(1e-9));
        assertThat(check.candidateValue()).isEqualTo(13.5, within(1e-9));
        assertThat(check.interval().lower()).isBetween(1.0, 1.5);
        assertThat(latest.checks())
                .filteredOn(each -> each.metric().equals("latency"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.candidateValue()).isEqualTo(20_000, within(1.0));
                    assertThat(each.state()).isEqualTo(CheckState.UNDECIDED);
                });
    }

    @Test
    void shouldGoOnFromWhatIsStored() {
        JudgeDrive drive = inExperiment(terms(0.02, OnTie.KEEP));
        outcomes(drive, 2, "v1.0", 3_000, 0.80, NO_SEGMENT);
        drive.judge = ModelJudge.restore(drive.judge.snapshot(), JudgeDrive.SETTINGS);
        outcomes(drive, 2, "v2.0", 3_000, 0.90, NO_SEGMENT);
        healthy(drive, 30);
        assertThat(drive.lastDecision().toStage()).isEqualTo("full");
    }

    private static ExperimentTerms terms(double minEffect, OnTie onTie) {
        return new ExperimentTerms(
                ExperimentMetric.SUCCESS, Method.ALWAYS_VALID, 0.05, 0.8, minEffect, 1_000, onTie, List.of());
    }

    private static PlanDraft plan(ExperimentTerms terms) {
        return new PlanDraft()
                .stages(
                        new Stage(
                                "ab-test", 5_000, 0, Duration.ofSeconds(15), Duration.ofHours(1), 0, false, List.of()),
                        PlanDraft.stage("full", 100))
                .experiment(terms);
    }

    private static JudgeDrive inExperiment(ExperimentTerms terms) {
        JudgeDrive drive = new JudgeDrive();
        drive.submit(plan(terms).plan(), START);
        collected(drive);
        return drive;
    }

    private static void collected(JudgeDrive drive) {
        drive.delta(START, 1, "v1.0", 1_000, 5);
        drive.read(START + 1 + JudgeDrive.CLOSING.toSeconds());
    }

    /** So many seconds in which both variants answer alike. */
    private static void healthy(JudgeDrive drive, int seconds) {
        for (long second = BEGUN; second < BEGUN + seconds; second++) {
            drive.delta(second, 2, "v1.0", 600, 3);
            drive.delta(second, 2, "v2.0", 600, 3);
            drive.read(second + JudgeDrive.CLOSING.toSeconds() + 1);
        }
    }

    /** So many requests of users of their own, of which a share was answered rightly. */
    private void outcomes(
            JudgeDrive drive, long revision, String variant, int count, double share, Map<String, String> segments) {
        for (int i = 0; i < count; i++) {
            Observation asked = observation(revision, variant, segments);
            join.add(asked, null, SCOPE);
            boolean right = Math.floor((i + 1) * share + 1e-9) > Math.floor(i * share + 1e-9);
            join.add(new Outcome(asked.requestId(), "sentiment", (BEGUN + 2) * 1_000, null, null, right, null));
        }
        drive.judge.delta(
                new Delta(0, List.of(), List.of(), List.of(), join.drain().get("sentiment")));
    }

    private void reward(String variant, double value) {
        Observation asked = observation(2, variant, NO_SEGMENT);
        join.add(asked, null, SCOPE);
        join.add(new Outcome(asked.requestId(), "sentiment", (BEGUN + 2) * 1_000, null, null, null, value));
    }

    private Observation observation(long revision, String variant, Map<String, String> segments) {
        requests++;
        return new Observation(
                "r" + requests,
                "sentiment",
                variant,
                Role.SERVED,
                (revision == 1 ? START : BEGUN + 1) * 1_000,
                "u" + requests,
                Segments.canonical(segments),
                revision,
                true,
                true,
                true,
                true,
                true,
                new Observation.Call(
                        20_000, Observation.Status.OK, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT));
    }

    private static Verdict latest(JudgeDrive drive) {
        return drive.judge.snapshot().latest();
    }

    private static Check success(Verdict verdict) {
        return verdict.checks().stream()
                .filter(check -> check.metric().equals("success") && check.segment() == null)
                .findFirst()
                .orElseThrow();
    }

    /** The verdict that the last decision of a kind rests on. */
    private static Verdict deciding(JudgeDrive drive, Action action) {
        Decision decision = drive.decisions().stream()
                .filter(each -> each.action() == action && "ab-test".equals(each.fromStage()))
                .findFirst()
                .orElseThrow();
        return drive.outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(output -> ((Output.Judged) output).verdict())
                .filter(verdict -> verdict.id().equals(decision.verdictId()))
                .findFirst()
                .orElseThrow();
    }
}
