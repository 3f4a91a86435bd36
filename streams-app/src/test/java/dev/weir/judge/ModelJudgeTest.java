package dev.weir.judge;

import static dev.weir.judge.JudgeDrive.CLOSING;
import static dev.weir.judge.JudgeDrive.START;
import static dev.weir.judge.JudgeDrive.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.Trial;
import dev.weir.rollout.Command;
import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.routing.RoutingTable;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.verdict.Verdict;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ModelJudgeTest {
    private static final long CANARY = START + 1 + CLOSING.toSeconds();

    /** A request that a service published on its own. */
    private static final Tally UNROUTED = new Tally(
            0,
            0,
            1,
            0,
            0,
            0,
            JudgeDrive.tally(1, 0).durations(),
            Histogram.EMPTY,
            Histogram.EMPTY,
            Histogram.EMPTY,
            20_000,
            0,
            0,
            0,
            UnitSample.EMPTY);

    @Test
    void shouldKnowAModelFromItsFirstAcceptedPlanOn() {
        JudgeDrive drive = new JudgeDrive();
        drive.tick(START);
        drive.submit(new PlanDraft().alpha(2, 2).plan(), START);
        assertThat(drive.judge.isKnown()).isFalse();
        drive.submit(JudgeDrive.plan().plan(), START + 1);
        assertThat(drive.judge.isKnown()).isTrue();
        assertThat(drive.decisions()).extracting(Decision::action).containsExactly(Action.REFUSE, Action.START);
        assertThat(drive.outputs).filteredOn(Output.Routed.class::isInstance).hasSize(1);
    }

    /** A refused plan is remembered too, since ids go on: what is restored must not date from 1970. */
    @Test
    void shouldStartAfterARestartWithNothingButARefusal() {
        JudgeDrive drive = new JudgeDrive();
        drive.submit(new PlanDraft().alpha(2, 2).plan(), START);
        drive.judge = ModelJudge.restore(drive.judge.snapshot(), JudgeDrive.SETTINGS);
        drive.tick(START + 1);
        drive.submit(JudgeDrive.plan().plan(), START + 2);
        assertThat(drive.judge.snapshot().front()).isEqualTo(START + 2);
        assertThat(drive.lastDecision().id()).isEqualTo("sentiment-d2");
    }

    @Test
    void shouldEnterTheFirstStageOnceTheBaselineIsCollected() {
        JudgeDrive drive = JudgeDrive.inCanary();
        assertThat(drive.decisions()).extracting(Decision::action).containsExactly(Action.START, Action.ADVANCE);
        assertThat(drive.lastDecision().toStage()).isEqualTo("canary");
        assertThat(drive.lastDecision().reason())
                .isEqualTo(
                        "1000 requests of v1.0 collected: errors 0.50 %, timeouts 0.00 %, p50 20.6 ms, p95 20.9 ms, p99 20.9 ms, 1000 requests/s; "
                                + "warning: the way back has never been drilled; run weir drill sentiment; "
                                + "canary needs about 17,000 requests for timeoutRate, 16 s at 1000 requests/s");
        assertThat(drive.verdictIds()).contains(drive.lastDecision().verdictId());
        assertThat(drive.outputs.stream().filter(Output.Routed.class::isInstance))
                .last()
                .extracting(output -> ((Output.Routed) output).table().weights())
                .isEqualTo(List.of(new RoutingTable.Weight("v1.0", 5_000), new RoutingTable.Weight("v2.0", 5_000)));
    }

    @Test
    void shouldCloseSecondsAtOnceAndJudgeThemTogetherWhereItRestsBetween() {
        JudgeDrive drive = JudgeDrive.inCanary();
        Duration rest = Duration.ofSeconds(4);
        long judged = CANARY + CLOSING.toSeconds();
        drive.read(judged);
        for (long second = judged + 1; second < judged + 4; second++) {
            drive.delta(second - CLOSING.toSeconds(), 2, "v2.0", 10, 0);
            drive.watermarks.advance(new Watermark(0, second * 1_000), second * 1_000);
            assertThat(drive.judge.tick(drive.watermarks, at(second), rest)).noneMatch(Output.Judged.class::isInstance);
        }
        assertThat(drive.judge.snapshot().front()).isEqualTo(judged + 3 - CLOSING.toSeconds());

        assertThat(drive.judge.tick(drive.watermarks, at(judged + 4), rest))
                .filteredOn(Output.Judged.class::isInstance)
                .singleElement()
                .satisfies(output -> assertThat(
                                ((Output.Judged) output).closedUntil().getEpochSecond())
                        .isEqualTo(drive.judge.snapshot().front()));
    }

    @Test
    void shouldGiveTheSameEvidenceEarlyByReportsAndLaterByTheClock() {
        Trial early = evidence(true);
        Trial late = evidence(false);
        assertThat(early).isEqualTo(late);
        assertThat(early.candidate().calls()).isGreaterThan(100);
    }

    private static Trial evidence(boolean reports) {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + CLOSING.toSeconds());
        SplittableRandom random = new SplittableRandom(5);
        for (long second = CANARY; second < CANARY + 20; second++) {
            long candidate = 5 + random.nextInt(10);
            long baseline = 5 + random.nextInt(10);
            drive.delta(second, 2, "v2.0", candidate, random.nextInt(2));
            drive.delta(second, 2, "v1.0", baseline, random.nextInt(2));
            if (reports) {
                drive.report(second, baseline, candidate);
                drive.tick(second + 1);
            }
        }
        if (reports) {
            assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY + 20);
        } else {
            drive.read(CANARY + 20 + CLOSING.toSeconds());
        }
        return drive.judge.snapshot().trial();
    }

    /** A request whose answer is on its way is not a timeout before the deadline, whatever routers have accounted for. */
    @Test
    void shouldNotCloseASecondEarlyWhileACallIsMissing() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + CLOSING.toSeconds());
        Tally request = new Tally(
                1,
                0,
                0,
                0,
                0,
                1,
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                0,
                0,
                0,
                0,
                UnitSample.EMPTY);
        drive.delta(CANARY, 2, "v2.0", request);
        drive.report(CANARY, 0, 1);
        drive.tick(CANARY + 1);
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY);

        Tally call = new Tally(
                0,
                1,
                1,
                0,
                0,
                0,
                JudgeDrive.tally(1, 0).durations(),
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                20_000,
                0,
                0,
                0,
                UnitSample.EMPTY);
        drive.delta(CANARY, 2, "v2.0", call);
        drive.tick(CANARY + 2);
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY + 1);
        assertThat(drive.judge.snapshot().trial().open()).singleElement().satisfies(block -> {
            assertThat(block.candidate().calls()).isEqualTo(1);
            assertThat(block.candidate().errors()).isZero();
        });
    }

    /** Its counts agree, but for how many more requests there is no event, nobody knows. */
    @Test
    void shouldNotCloseASecondEarlyWhenARouterLostEvents() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + CLOSING.toSeconds());
        drive.delta(CANARY, 2, "v2.0", 10, 0);
        drive.delta(CANARY, 2, "v1.0", 10, 0);
        drive.report(CANARY, 10, 10, 1);
        drive.tick(CANARY + 1);
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY);
        drive.read(CANARY + 1 + CLOSING.toSeconds());
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY + 1);
    }

    /** A router that was cut off from Kafka loses the reports with the events: the first to get through tells of both. */
    @Test
    void shouldNotTrustTheEvidenceWhenARouterLostMoreThanOneInAHundredEvents() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + CLOSING.toSeconds());
        drive.delta(CANARY, 2, "v2.0", 100, 0);
        drive.delta(CANARY, 2, "v1.0", 100, 0);
        drive.report(CANARY, 100, 100, 50);
        drive.read(CANARY + 2 + CLOSING.toSeconds());
        assertThat(drive.lastDecision().reason())
                .startsWith("the evidence is incomplete: 50 of the last minute's 150 requests of v2.0 came late or not"
                        + " at all");
    }

    /** They ask a router for the variant, and publish events that do not say so. */
    @Test
    void shouldTakeRequestsOfServicesThatDoNotNameTheirRouterForThoseItAssigned() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.delta(CANARY, 2, "v2.0", unrouted(JudgeDrive.tally(100, 0)));
        drive.delta(CANARY, 2, "v1.0", unrouted(JudgeDrive.tally(100, 0)));
        drive.report(CANARY, 100, 100);
        drive.read(CANARY + 2 + CLOSING.toSeconds());
        assertThat(drive.judge.snapshot().latest().standing()).isNotEqualTo(Verdict.Standing.INCOMPLETE);

        drive.delta(CANARY + 2, 2, "v2.0", unrouted(JudgeDrive.tally(60, 0)));
        drive.delta(CANARY + 2, 2, "v1.0", unrouted(JudgeDrive.tally(100, 0)));
        drive.report(CANARY + 2, 100, 100);
        drive.read(CANARY + 4 + CLOSING.toSeconds());
        assertThat(drive.lastDecision().reason())
                .startsWith("the evidence is incomplete: 40 of the last minute's 200 requests of v2.0 came late or not"
                        + " at all");
    }

    private static Tally unrouted(Tally tally) {
        return of(tally, 0, tally.units());
    }

    /** What was counted of the second before its rollout began was counted for nobody. */
    @Test
    void shouldNotMissRequestsOfTheSecondInWhichARolloutStarts() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.keep(drive.judge.command(new Command(Command.Verb.ABORT, "ada", "over", false), JudgeDrive.at(CANARY)));
        long second = CANARY + 100;
        drive.read(second);
        drive.delta(second, 3, "v1.0", 40, 0);
        drive.keep(drive.judge.plan(
                JudgeDrive.plan().name("again").plan(), JudgeDrive.at(second).plusMillis(500)));
        drive.delta(second, 4, "v1.0", 40, 0);
        drive.report(second, 80, 0);
        drive.delta(second + 1, 4, "v1.0", 80, 0);
        drive.report(second + 1, 80, 0);
        drive.read(second + 2 + CLOSING.toSeconds());

        assertThat(drive.judge.snapshot().completeness())
                .allSatisfy(share -> assertThat(share.missing()).isZero());
        assertThat(drive.judge.snapshot().trial().collected().calls()).isEqualTo(80);
    }

    @Test
    void shouldBelieveRoutersAlthoughTheyServedWithoutATableBefore() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + CLOSING.toSeconds());
        Cell fallback = new Cell(CANARY - 1, 0, "v1.0", Role.SERVED, Segments.NONE, Admission.NOT_RANDOMISED);
        drive.judge.delta(new Delta(0, List.of(new Delta.Count(fallback, UNROUTED))));
        drive.report(CANARY, 0, 0);
        drive.tick(CANARY + 1);

        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY + 1);
    }

    @Test
    void shouldNotBelieveRoutersWhereServicesPublishBesideThem() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + CLOSING.toSeconds());
        drive.report(CANARY, 0, 0);
        drive.tick(CANARY + 1);
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY + 1);

        drive.delta(CANARY, 2, "v2.0", UNROUTED);
        drive.report(CANARY + 1, 0, 0);
        drive.tick(CANARY + 2);
        assertThat(drive.judge.snapshot().front())
                .as("a request no router knew of came for the second before")
                .isEqualTo(CANARY + 1);
    }

    /** A restart must not make late requests forgotten that are a reason not to advance. */
    @Test
    void shouldRememberOverARestartThatEvidenceIsIncomplete() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.delta(CANARY, 2, "v2.0", 20, 0);
        drive.delta(CANARY, 2, "v1.0", 20, 0);
        drive.read(CANARY + 10 + CLOSING.toSeconds());
        drive.delta(CANARY, 2, "v2.0", 500, 0);
        drive.judge = ModelJudge.restore(drive.judge.snapshot(), JudgeDrive.SETTINGS);
        drive.read(CANARY + 12 + CLOSING.toSeconds());
        assertThat(drive.lastDecision().reason()).startsWith("the evidence is incomplete: ");
    }

    /** After a restart the first router to be heard is perhaps not the only one. */
    @Test
    void shouldCloseByTheClockAfterARestartUntilAllRoutersWereHeard() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + CLOSING.toSeconds());
        drive.judge = ModelJudge.restore(drive.judge.snapshot(), JudgeDrive.SETTINGS);
        drive.report(CANARY, 0, 0);
        drive.tick(CANARY + 1);
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY);
        drive.read(CANARY + 1 + CLOSING.toSeconds());
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY + 1);
    }

    @Test
    void shouldKeepOpenOnlyWhatTheTrialAsksFor() {
        JudgeDrive drive = JudgeDrive.inCanary();
        for (int i = 0; i < 500; i++) {
            String user = Segments.canonical(Map.of("user", "u" + i));
            drive.judge.delta(new Delta(
                    0,
                    List.of(
                            new Delta.Count(cell("v2.0", user), JudgeDrive.tally(1, 0)),
                            new Delta.Count(cell("v2.0-build" + i, Segments.NONE), UNROUTED))));
        }
        assertThat(drive.judge.snapshot().open()).singleElement().satisfies(delta -> assertThat(delta.counts())
                .singleElement()
                .satisfies(count -> assertThat(count.tally().calls()).isEqualTo(500)));
    }

    private static Cell cell(String variant, String segments) {
        return new Cell(CANARY, 2, variant, Role.SERVED, segments, Admission.FIRST_OF_UNIT);
    }

    @Test
    void shouldHaveNothingToDoOnceARolloutIsOverAndItsFiguresAreOut() {
        JudgeDrive drive = JudgeDrive.inCanary();
        assertThat(drive.judge.isIdle()).isFalse();
        drive.keep(drive.judge.command(new Command(Verb.ABORT, "ada", "enough", false), at(CANARY)));
        drive.read(CANARY + 20 + CLOSING.toSeconds());
        assertThat(drive.judge.isIdle()).isTrue();
        assertThat(drive.judge.snapshot().open()).isEmpty();

        drive.delta(CANARY + 90, 3, "v1.0", 7, 0);
        assertThat(drive.judge.isIdle()).isFalse();
        drive.read(CANARY + 101 + CLOSING.toSeconds());
        assertThat(drive.outputs).last().satisfies(output -> assertThat(
                        ((Output.Measured) output).totals().tally().calls())
                .isEqualTo(7));
        assertThat(drive.judge.isIdle()).isTrue();
    }

    /** Requests that the rollout before left behind are nobody's evidence. */
    @Test
    void shouldBeginASecondRolloutWithNothingOfTheFirst() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.keep(drive.judge.command(new Command(Verb.ABORT, "ada", "enough", false), at(CANARY)));
        drive.submit(JudgeDrive.plan().name("again").plan(), CANARY + 100);
        drive.delta(CANARY + 50, 2, "v2.0", 50, 50);
        drive.delta(CANARY + 100, 2, "v1.0", 50, 50);
        drive.read(CANARY + 102 + CLOSING.toSeconds());
        assertThat(drive.judge.snapshot().trial().collected().calls()).isZero();
        assertThat(drive.judge.snapshot().front()).isEqualTo(CANARY + 102);
    }

    @Test
    void shouldCountLateRequestsInTheMetricsAndNeverInTheEvidence() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.delta(CANARY, 2, "v2.0", 20, 0);
        drive.delta(CANARY, 2, "v1.0", 20, 0);
        drive.read(CANARY + 10 + CLOSING.toSeconds());
        Trial before = drive.judge.snapshot().trial();

        drive.delta(CANARY, 2, "v2.0", 500, 500);
        drive.read(CANARY + 11 + CLOSING.toSeconds());
        assertThat(drive.judge.snapshot().trial())
                .usingRecursiveComparison()
                .ignoringFields("until")
                .isEqualTo(before);
        assertThat(drive.outputs.stream().filter(Output.Measured.class::isInstance))
                .last()
                .extracting(output -> ((Output.Measured) output).totals())
                .satisfies(totals -> {
                    assertThat(totals.late()).isEqualTo(500);
                    assertThat(totals.tally().errors()).isEqualTo(500);
                });
        // That much is missing that the rest cannot be trusted either.
        assertThat(drive.lastDecision().action()).isEqualTo(Action.HOLD);
        assertThat(drive.lastDecision().reason())
                .startsWith("the evidence is incomplete: 500 of the last minute's 520 requests of v2.0 came late");
    }

    @Test
    void shouldPublishTheVerdictThatAPersonsDecisionRestsOn() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.read(CANARY + 1);
        List<String> published = drive.verdictIds();
        drive.tick(CANARY + 3);
        assertThat(drive.verdictIds()).isEqualTo(published);

        drive.keep(drive.judge.command(new Command(Verb.ADVANCE, "ada", "we know it", true), at(CANARY + 3)));
        assertThat(drive.lastDecision().action()).isEqualTo(Action.OVERRIDE);
        assertThat(drive.verdictIds()).hasSize(published.size() + 1).doesNotHaveDuplicates();
        assertThat(drive.verdictIds()).last().isEqualTo(drive.lastDecision().verdictId());
        drive.tick(CANARY + 4);
        assertThat(drive.verdictIds()).doesNotHaveDuplicates();
    }

    @Test
    void shouldGoOnFromASnapshotAsIfNothingHadHappened() {
        JudgeDrive straight = drive(false);
        JudgeDrive restarted = drive(true);
        assertThat(restarted.decisions()).isEqualTo(straight.decisions());
        assertThat(restarted.verdictIds()).isEqualTo(straight.verdictIds());
        assertThat(restarted.judge.snapshot()).isEqualTo(straight.judge.snapshot());
        assertThat(straight.lastDecision().action()).isEqualTo(Action.ROLLBACK);
    }

    private static JudgeDrive drive(boolean restarts) {
        JudgeDrive drive = JudgeDrive.inCanary();
        for (long second = CANARY; second < CANARY + 30; second++) {
            drive.delta(second, 2, "v2.0", 10, second < CANARY + 10 ? 0 : 3);
            drive.delta(second, 2, "v1.0", 10, 0);
            drive.read(second + 1);
            if (restarts) {
                drive.judge = ModelJudge.restore(drive.judge.snapshot(), JudgeDrive.SETTINGS);
            }
        }
        return drive;
    }

    @Test
    void shouldRaiseAnAlertWithTheEvidenceWhenItRollsBack() {
        Output.Raised raised = drive(false).outputs.stream()
                .filter(Output.Raised.class::isInstance)
                .map(Output.Raised.class::cast)
                .reduce((first, last) -> last)
                .orElseThrow();
        assertThat(raised.alert().kind()).isEqualTo(AlertKind.CANARY_ROLLBACK);
        assertThat(raised.alert().severity()).isEqualTo(AlertKind.Severity.CRITICAL);
        assertThat(raised.alert().stage()).isEqualTo("canary");
        assertThat(raised.alert().checks()).isNotEmpty();
        assertThat(raised.alert().reason()).startsWith("Metrics degraded: ");
    }

    /** Half of the units are the candidate's by weight, and a fifth are in truth. */
    @Test
    void shouldHoldAndTellSomebodyWhenUnitsAreNotSplitByTheWeights() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.delta(CANARY, 2, "v2.0", units(JudgeDrive.tally(400, 2), 0, 20));
        drive.delta(CANARY, 2, "v1.0", units(JudgeDrive.tally(1_600, 8), 20, 100));
        drive.read(CANARY + 1 + CLOSING.toSeconds());

        assertThat(drive.lastDecision().action()).isEqualTo(Action.HOLD);
        assertThat(drive.lastDecision().reason())
                .startsWith("the split cannot be trusted: Units are not split as the weights say: v2.0 got 20.00 % of"
                        + " 100 sampled units instead of 50.00 %");
        assertThat(drive.outputs)
                .filteredOn(Output.Raised.class::isInstance)
                .last()
                .satisfies(output -> {
                    Alert alert = ((Output.Raised) output).alert();
                    assertThat(alert.kind()).isEqualTo(AlertKind.SPLIT_MISMATCH);
                    assertThat(alert.checks()).last().satisfies(check -> assertThat(check.metric())
                            .isEqualTo("split"));
                });
        assertThat(drive.outputs)
                .filteredOn(Output.Judged.class::isInstance)
                .last()
                .satisfies(output ->
                        assertThat(((Output.Judged) output).verdict().kind()).isEqualTo(Verdict.Kind.SPLIT));
    }

    private static Tally units(Tally tally, int from, int until) {
        return of(
                tally,
                tally.routed(),
                new UnitSample(-1L, LongStream.range(from, until).toArray()));
    }

    private static Tally of(Tally tally, long routed, UnitSample units) {
        return new Tally(
                tally.requestParts(),
                tally.predictionParts(),
                tally.calls(),
                tally.errors(),
                tally.timeouts(),
                routed,
                tally.durations(),
                tally.cpu(),
                tally.memory(),
                tally.cost(),
                tally.durationSum(),
                tally.cpuSum(),
                tally.memorySum(),
                tally.costSum(),
                units);
    }

    @Test
    void shouldTellTheEvidenceOfTheKillSwitch() {
        JudgeDrive drive = JudgeDrive.inCanary();
        drive.keep(drive.judge.command(new Command(Verb.KILL, "ada", "smoke", false), at(CANARY)));
        drive.keep(drive.judge.command(new Command(Verb.UNKILL, "ada", "gone", false), at(CANARY + 1)));
        assertThat(drive.judge.snapshot().trial().current().revision()).isEqualTo(4);
        assertThat(drive.judge.snapshot().trial().current().stage()).isZero();
        drive.delta(CANARY + 1, 4, "v2.0", 20, 0);
        drive.delta(CANARY + 1, 4, "v1.0", 20, 0);
        drive.read(CANARY + 2 + CLOSING.toSeconds());
        assertThat(drive.judge.snapshot().trial().candidate().calls()).isEqualTo(20);
    }

    /** What a later stage is expected to bring must not fall because no baseline is collected any more. */
    @Test
    void shouldExpectBlocksAtTheRateAtWhichTheBaselineWasCollected() {
        Stage hour = new Stage("canary", 5_000, 0, Duration.ofHours(1), Duration.ofHours(9), 0, false, List.of());
        JudgeDrive drive = new JudgeDrive();
        drive.submit(
                new PlanDraft()
                        .collecting(Duration.ZERO, 70)
                        .stages(
                                hour,
                                new Stage(
                                        "ab-test",
                                        6_000,
                                        0,
                                        Duration.ofHours(1),
                                        Duration.ofHours(9),
                                        0,
                                        false,
                                        List.of()),
                                PlanDraft.stage("full", 100))
                        .plan(),
                START);
        drive.delta(START, 1, "v1.0", 70, 0);
        drive.read(CANARY);
        // 70 requests in 7 s, half of them to each, five to a block, for an hour.
        assertThat(drive.judge.snapshot().trial().current().horizonBlocks()).isEqualTo(3_600);
        drive.keep(drive.judge.command(new Command(Verb.ADVANCE, "ada", "later", false), at(CANARY + 100_000)));
        assertThat(drive.judge.snapshot().trial().current().horizonBlocks()).isEqualTo(3_600 * 10 * 0.4 / 5);
    }
}
