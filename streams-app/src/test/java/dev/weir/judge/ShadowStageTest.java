package dev.weir.judge;

import static dev.weir.judge.JudgeDrive.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.rollout.Command;
import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.routing.RoutingTable;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Disagreement;
import dev.weir.window.PairLosses;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shadow stage from the first pair to its end, as the judge sees it. */
class ShadowStageTest {
    /** Time in which the baseline is collected, so that its 1,000 requests are 100,000 a day. */
    private static final long COLLECTING = 864;

    private static final long SHADOW = START + COLLECTING;

    @Test
    void shouldCopyRequestsWithoutServingTheCandidate() {
        JudgeDrive drive = inShadow(plan());
        assertThat(tables(drive)).last().satisfies(table -> {
            assertThat(table.stage()).isEqualTo("shadow");
            assertThat(table.shadow()).isEqualTo(new RoutingTable.Shadow("v2.0", 10_000));
            assertThat(table.weights())
                    .containsExactly(new RoutingTable.Weight("v1.0", 10_000), new RoutingTable.Weight("v2.0", 0));
        });
        drive.keep(drive.judge.command(new Command(Verb.KILL, "ada", "because", false), JudgeDrive.at(SHADOW + 1)));
        assertThat(tables(drive)).last().satisfies(table -> assertThat(table.shadow())
                .isNull());
    }

    @Test
    void shouldSayHowLongShadowTakesAtThisRate() {
        assertThat(inShadow(plan()).lastDecision().reason())
                .contains(
                        "; shadow needs at least 1,000 pairs, about 15 min at 1.17 requests/s of which 100 % are copied");
    }

    @Test
    void shouldPromoteToTheCanaryWhenAnswersAgreeAndNothingGotWorse() {
        JudgeDrive drive = inShadow(plan());
        pairs(drive, 140, 100, 92, 0, 0, 20_000);

        Verdict last = decidingVerdict(drive);
        assertThat(last.kind()).isEqualTo(Verdict.Kind.SHADOW);
        assertThat(last.status()).isEqualTo(Status.HEALTHY);
        assertThat(last.recommendation()).isEqualTo(Recommendation.PROMOTE_TO_CANARY);
        assertThat(last.message()).startsWith("Ready for the canary: ").contains("answers agree in 92.0 % of");
        assertThat(last.candidateSamples()).isGreaterThanOrEqualTo(1_000);
        assertThat(drive.lastDecision().action()).isEqualTo(Action.ADVANCE);
        assertThat(drive.lastDecision().toStage()).isEqualTo("canary");
        assertThat(tables(drive)).last().satisfies(table -> assertThat(table.shadow())
                .isNull());
    }

    @Test
    void shouldSayHowManyMorePairsAreNeeded() {
        JudgeDrive drive = inShadow(plan());
        pairs(drive, 3, 100, 95, 0, 0, 20_000);

        Verdict latest = drive.judge.snapshot().latest();
        assertThat(latest.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(latest.recommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(latest.message())
                .matches(
                        "Continue shadow mode: need about [0-9,]+ more pairs to prove .*300 pairs of v1.0 and v2.0\\)");
        assertThat(drive.lastDecision().toStage()).isEqualTo("shadow");
    }

    /** Agreement of 70 %, latency and errors alike: of 100,000 requests a day 30,000 would be answered differently. */
    @Test
    void shouldPauseAndHaveDisagreementInvestigatedWhenThreeInTenAnswersDiffer() {
        JudgeDrive drive = inShadow(plan());
        pairs(drive, 30, 100, 70, 0, 0, 20_000);

        Verdict last = decidingVerdict(drive);
        assertThat(last.standing()).isEqualTo(Standing.SUSPECT);
        assertThat(last.status()).isEqualTo(Status.DEGRADED);
        assertThat(last.recommendation()).isEqualTo(Recommendation.INVESTIGATE_DISAGREEMENT);
        assertThat(last.message())
                .contains("answers agree in 70.0 %")
                .contains("disagreements, most often positive \u2192 neutral 100.0 %")
                .contains("of 100,000 requests a day 30,000 would be answered differently");
        assertThat(drive.lastDecision().action()).isEqualTo(Action.PAUSE);
        assertThat(drive.outputs)
                .filteredOn(Output.Raised.class::isInstance)
                .last()
                .satisfies(output ->
                        assertThat(((Output.Raised) output).alert().severity()).isEqualTo(AlertKind.Severity.CRITICAL));
        Check agreement = last.checks().get(last.checks().size() - 1);
        assertThat(agreement.metric()).isEqualTo(Check.AGREEMENT);
        assertThat(agreement.state()).isEqualTo(CheckState.FAIL);
        assertThat(agreement.interval().upper()).isLessThan(0.85);
    }

    @Test
    void shouldNameLatencyBeforeDisagreementAndErrors() {
        JudgeDrive drive = inShadow(plan());
        pairs(drive, 60, 100, 50, 0, 30, 60_000);

        Verdict last = decidingVerdict(drive);
        assertThat(last.recommendation()).isEqualTo(Recommendation.OPTIMIZE_LATENCY);
        assertThat(last.message()).matches("Needs improvement: latency.*answers agree.*");
        assertThat(drive.lastDecision().action()).isEqualTo(Action.ROLLBACK);
    }

    @Test
    void shouldHaveErrorsFixedWhenTheCandidateFailsMoreOften() {
        JudgeDrive drive = inShadow(plan());
        pairs(drive, 60, 100, 90, 1, 9, 20_000);

        Verdict last = decidingVerdict(drive);
        assertThat(last.recommendation()).isEqualTo(Recommendation.FIX_ERRORS);
        assertThat(last.message()).contains("errorRate").doesNotContain("errorRate 0.00 % against");
        assertThat(drive.lastDecision().action()).isEqualTo(Action.ROLLBACK);
    }

    @Test
    void shouldNotHaveErrorsFixedWhereThereAreNone() {
        JudgeDrive drive = inShadow(plan());
        pairs(drive, 5, 100, 92, 0, 0, 20_000);
        assertThat(verdicts(drive)).extracting(Verdict::recommendation).doesNotContain(Recommendation.FIX_ERRORS);
    }

    @Test
    void shouldConcludeNothingWhileMoreThanOneInAHundredIsUnmatched() {
        JudgeDrive drive = inShadow(plan());
        for (int i = 0; i < 100; i++) {
            drive.judge.delta(new Delta(0, List.of(), List.of(), List.of(lost(SHADOW + 1 + i, 2))));
            pair(drive, SHADOW + 1 + i, 100, 92, 0, 0, 20_000);
        }

        assertThat(drive.judge.snapshot().latest().standing()).isEqualTo(Standing.INCOMPLETE);
        assertThat(drive.lastDecision().action()).isEqualTo(Action.HOLD);
        assertThat(drive.lastDecision().reason()).contains("found no partner, more than 1 %");
        assertThat(drive.judge.snapshot().latest().message()).contains("requests without a copy");
    }

    @Test
    void shouldNotCallDisagreementProvedEitherWhileTooManyAreUnmatched() {
        JudgeDrive drive = inShadow(plan());
        for (int i = 0; i < 30; i++) {
            drive.judge.delta(new Delta(0, List.of(), List.of(), List.of(lost(SHADOW + 1 + i, 2))));
            pair(drive, SHADOW + 1 + i, 100, 50, 0, 0, 20_000);
        }
        Verdict latest = drive.judge.snapshot().latest();
        assertThat(latest.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(latest.recommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(latest.checks()).extracting(Check::state).containsOnly(CheckState.UNDECIDED);
        assertThat(drive.decisions()).extracting(Decision::action).doesNotContain(Action.PAUSE);
    }

    @Test
    void shouldConcludeNothingFromAnswersThatCannotBeCompared() {
        JudgeDrive drive = inShadow(plan());
        for (int i = 0; i < 50; i++) {
            add(
                    drive,
                    SHADOW + 1 + i,
                    new PairTally(
                            JudgeDrive.tally(100, 0),
                            JudgeDrive.tally(100, 0),
                            100,
                            0,
                            0,
                            0,
                            Histogram.EMPTY,
                            List.of(),
                            PairLosses.NONE));
        }
        assertThat(drive.judge.snapshot().latest().status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(drive.judge.snapshot().latest().message()).startsWith("No pair has answers that can be compared");
        assertThat(drive.lastDecision().toStage()).isEqualTo("shadow");
    }

    @Test
    void shouldPauseAStageWithoutPairsWhenItsTimeIsOver() {
        JudgeDrive drive = inShadow(plan());
        for (long second = SHADOW + 1; second < SHADOW + 3_610; second += 30) {
            drive.delta(second, 2, "v1.0", 30, 0);
            drive.read(second + 7);
        }
        assertThat(drive.lastDecision().action()).isEqualTo(Action.PAUSE);
        assertThat(drive.lastDecision().reason()).contains("stage shadow ran out of time without proof");
    }

    /** What served users is no evidence in a shadow stage without its copy. */
    @Test
    void shouldWeighNothingButPairs() {
        JudgeDrive drive = inShadow(plan());
        for (int i = 0; i < 50; i++) {
            drive.delta(SHADOW + 1 + i, 2, "v1.0", 100, 50);
            drive.read(SHADOW + 8 + i);
        }
        assertThat(drive.judge.snapshot().trial().baseline()).isEqualTo(Tally.EMPTY);
        assertThat(drive.judge.snapshot().trial().open()).isEmpty();
    }

    private static JudgeDrive inShadow(PlanDraft plan) {
        JudgeDrive drive = new JudgeDrive();
        drive.submit(plan.plan(), START);
        drive.delta(START, 1, "v1.0", 1_000, 5);
        for (long second = START + 7; second <= SHADOW; second += 1) {
            drive.read(second);
        }
        assertThat(drive.lastDecision().toStage()).isEqualTo("shadow");
        assertThat(drive.lastDecision().at().getEpochSecond()).isEqualTo(SHADOW);
        return drive;
    }

    private static PlanDraft plan() {
        return new PlanDraft()
                .collecting(Duration.ofSeconds(COLLECTING), 1_000)
                .shadow(new ShadowTerms("label", 0.85, 1_000, 0))
                .stages(
                        new Stage(
                                "shadow", 0, 10_000, Duration.ofSeconds(30), Duration.ofHours(1), 0, false, List.of()),
                        PlanDraft.stage("canary", 50),
                        PlanDraft.stage("full", 100));
    }

    private static void pairs(
            JudgeDrive drive, int seconds, long pairs, long matches, long baselineErrors, long errors, long micros) {
        for (int i = 0; i < seconds; i++) {
            pair(drive, SHADOW + 1 + i, pairs, matches, baselineErrors, errors, micros);
        }
    }

    private static void pair(
            JudgeDrive drive, long second, long pairs, long matches, long baselineErrors, long errors, long micros) {
        TrafficCount candidate = new TrafficCount(5_000_000);
        for (int i = 0; i < pairs; i++) {
            if (i < errors) {
                candidate.failed();
            } else {
                candidate.answered(micros + 10 * (i % 100));
            }
        }
        add(
                drive,
                second,
                new PairTally(
                        JudgeDrive.tally(pairs, baselineErrors),
                        candidate.drain(),
                        pairs,
                        pairs,
                        matches,
                        1_000_000 * matches,
                        Histogram.EMPTY,
                        matches == pairs
                                ? List.of()
                                : List.of(new Disagreement("positive", "neutral", pairs - matches)),
                        PairLosses.NONE));
    }

    private static void add(JudgeDrive drive, long second, PairTally tally) {
        drive.delta(second, 2, "v1.0", 100, 0);
        Cell cell = new Cell(second, 2, "", Role.SHADOW, Segments.NONE, Admission.FIRST_OF_UNIT);
        drive.judge.delta(new Delta(0, List.of(), List.of(), List.of(new Delta.Pairs(cell, tally))));
        drive.read(second + 7);
    }

    private static Delta.Pairs lost(long second, long requests) {
        return new Delta.Pairs(
                new Cell(second, 2, "", Role.SHADOW, Segments.NONE, Admission.NOT_RANDOMISED),
                new PairTally(
                        Tally.EMPTY,
                        Tally.EMPTY,
                        0,
                        0,
                        0,
                        0,
                        Histogram.EMPTY,
                        List.of(),
                        new PairLosses(requests, 0, 0, 0, 0)));
    }

    private static Verdict decidingVerdict(JudgeDrive drive) {
        Decision decision = drive.lastDecision();
        return verdicts(drive).stream()
                .filter(verdict -> verdict.id().equals(decision.verdictId()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static List<Verdict> verdicts(JudgeDrive drive) {
        return drive.outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(output -> ((Output.Judged) output).verdict())
                .toList();
    }

    private static List<RoutingTable> tables(JudgeDrive drive) {
        return drive.outputs.stream()
                .filter(Output.Routed.class::isInstance)
                .map(output -> ((Output.Routed) output).table())
                .toList();
    }
}
