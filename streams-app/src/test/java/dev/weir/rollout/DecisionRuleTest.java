package dev.weir.rollout;

import static dev.weir.verdict.EvidenceDraft.BROKEN;
import static dev.weir.verdict.EvidenceDraft.PROVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.Guardrail.Action;
import dev.weir.rollout.Plan.NoDataPolicy;
import dev.weir.verdict.EvidenceDraft;
import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rule by which evidence becomes a decision, sentence by sentence, first match wins; from e-values to what is done. The
 * stage takes 10 to 30 minutes and asks for 500 requests of the candidate, which there are; the budgets are 5 %.
 */
class DecisionRuleTest {
    private static final String ROLLBACK = "ROLLBACK";
    private static final String ADVANCE = "ADVANCE";
    private static final String HOLD = "HOLD";
    private static final String PAUSE = "PAUSE";

    /** The stage goes on, and nothing has to be said about it. */
    private static final String STAYS = "stays";

    private static final Duration EARLY = Duration.ofMinutes(9);
    private static final Duration DUE = Duration.ofMinutes(11);
    private static final Duration OVERDUE = Duration.ofMinutes(31);

    private record Case(
            String sentence, EvidenceDraft evidence, Duration inStage, NoDataPolicy policy, String decision) {
        Case(String sentence, EvidenceDraft evidence, Duration inStage, String decision) {
            this(sentence, evidence, inStage, NoDataPolicy.PAUSE, decision);
        }

        @Override
        public String toString() {
            return sentence + " (" + inStage + "): " + decision;
        }
    }

    static Stream<Case> shouldDecideSentenceBySentence() {
        return Stream.of(
                new Case("evidence of harm reaches 1/alpha.rollback: roll back", harmed(), EARLY, ROLLBACK),
                new Case("harm that no guardrail shows alone counts too", together(), EARLY, ROLLBACK),
                new Case("just below 1/alpha.rollback: not yet", nearlyHarmed(), EARLY, STAYS),
                new Case("rollback wins the tie with proof", provedAndHarmed(), DUE, ROLLBACK),
                new Case("rollback wins over a wrong split", harmed().mismatched(), DUE, ROLLBACK),
                new Case("rollback does not need the baseline to be heard of", harmed().at(10_000), DUE, ROLLBACK),
                new Case("else a wrong split: hold, though all is proved", proved().mismatched(), DUE, HOLD),
                new Case(
                        "a wrong split never rolls back",
                        undecided().mismatched(),
                        OVERDUE,
                        NoDataPolicy.ROLLBACK,
                        HOLD),
                new Case("or the baseline missing: hold, though all is proved", proved().at(10_000), DUE, HOLD),
                new Case("out of time without a baseline: a person", undecided().at(10_000), OVERDUE, PAUSE),
                new Case(
                        "out of time without a baseline is no reason to go back to it",
                        undecided().at(10_000),
                        OVERDUE,
                        NoDataPolicy.ROLLBACK,
                        PAUSE),
                new Case("else all guardrails proved, in time, enough requests: advance", proved(), DUE, ADVANCE),
                new Case("... not before the minimum time", proved(), EARLY, STAYS),
                new Case("... not on fewer requests than the stage asks for", proved().samples(499), DUE, STAYS),
                new Case("... all of them, and now", allButOne(), DUE, STAYS),
                new Case("... not while rollback is within a factor of four", provedAndNear(), DUE, STAYS),
                new Case("... also after the longest time: proof goes before the deadline", proved(), OVERDUE, ADVANCE),
                new Case("else out of time: the plan's policy", undecided(), OVERDUE, PAUSE),
                new Case("else out of time: the plan's policy", undecided(), OVERDUE, NoDataPolicy.ROLLBACK, ROLLBACK),
                new Case("else hold: nothing proved is a state, not an end", undecided(), DUE, STAYS),
                new Case("worse than the baseline within tolerance: said, not acted on", tolerated(), DUE, ADVANCE),
                new Case(
                        "worse than the baseline and nothing proved",
                        undecided().worse(0, 50),
                        DUE,
                        STAYS));
    }

    @ParameterizedTest
    @MethodSource
    void shouldDecideSentenceBySentence(Case of) {
        assertThat(decide(of, of.evidence().verdict(null))).isEqualTo(of.decision());
    }

    /** What came late may differ between the arms and depend on how requests went. */
    @Test
    void shouldHoldOnIncompleteEvidenceAndStillRollBack() {
        Case due = new Case("incomplete", proved(), DUE, HOLD);
        assertThat(decide(due, proved().verdict("20 of 100 came late"))).isEqualTo(HOLD);
        assertThat(decide(due, harmed().verdict("20 of 100 came late"))).isEqualTo(ROLLBACK);
    }

    @Test
    void shouldStayRolledBackWhateverIsProvedLater() {
        Drive drive = inStage(new Case("latched", harmed(), DUE, ROLLBACK));
        assertThat(drive.signal(judged(drive, harmed().verdict(null)))).isPresent();
        assertThat(drive.after(DUE).signal(judged(drive, proved().verdict(null))))
                .isEmpty();
        assertThat(drive.state.rollout().status()).isEqualTo(RolloutState.Status.ROLLED_BACK);
    }

    private static String decide(Case of, Verdict verdict) {
        Drive drive = inStage(of);
        return drive.signal(judged(drive, verdict))
                .map(decision -> decision.action().name())
                .orElse(STAYS);
    }

    private static Drive inStage(Case of) {
        Stage canary =
                new Stage("canary", 5_000, 0, Duration.ofMinutes(10), Duration.ofMinutes(30), 500, false, List.of());
        Drive drive = Drive.started(new PlanDraft()
                .stages(canary, PlanDraft.stage("full", 100))
                .onNoData(of.policy())
                .plan());
        // The decision that enters the stage is a second before what it leads to.
        return drive.to("canary").after(of.inStage().minusSeconds(1));
    }

    private static Signal judged(Drive drive, Verdict verdict) {
        return new Signal.Judged(
                new Verdict(
                        verdict.id(),
                        drive.now,
                        verdict.kind(),
                        verdict.status(),
                        verdict.recommendation(),
                        verdict.standing(),
                        verdict.message(),
                        verdict.checks(),
                        verdict.baselineSamples(),
                        verdict.candidateSamples()),
                drive.now);
    }

    private static EvidenceDraft undecided() {
        return new EvidenceDraft().four(0, 0);
    }

    private static EvidenceDraft proved() {
        return new EvidenceDraft().four(0, PROVED);
    }

    private static EvidenceDraft harmed() {
        return undecided().set(0, Action.ROLLBACK, BROKEN, 0);
    }

    /** 0.2 x 95.9 + 0.8 = 19.98 */
    private static EvidenceDraft nearlyHarmed() {
        return undecided().set(0, Action.ROLLBACK, Math.log(95.9), 0);
    }

    /** 0.2 x (4 x 25) + 0.2 = 20.2 */
    private static EvidenceDraft together() {
        return new EvidenceDraft().four(Math.log(25), 0);
    }

    private static EvidenceDraft provedAndHarmed() {
        return proved().set(0, Action.ROLLBACK, BROKEN, PROVED);
    }

    private static EvidenceDraft allButOne() {
        return proved().set(2, Action.ROLLBACK, 0, PROVED - 0.01);
    }

    /** 0.2 x 21.1 + 0.8 = 5.02, which is more than a quarter of 20. */
    private static EvidenceDraft provedAndNear() {
        return proved().set(0, Action.ROLLBACK, Math.log(21.1), PROVED);
    }

    private static EvidenceDraft tolerated() {
        return proved().worse(0, 50);
    }
}
