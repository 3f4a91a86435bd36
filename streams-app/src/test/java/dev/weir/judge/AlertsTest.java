package dev.weir.judge;

import static dev.weir.judge.JudgeDrive.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.judge.AlertKind.Severity;
import dev.weir.rollout.Command;
import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import java.time.Duration;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Who hears of what, once, and that it is over. */
class AlertsTest {
    private static final long CANARY = START + 1 + JudgeDrive.CLOSING.toSeconds();

    @Test
    void shouldTellOfAPauseAndOfItsEndAsOneIncident() {
        JudgeDrive drive = JudgeDrive.inCanary();
        command(drive, Verb.PAUSE, CANARY + 1);
        command(drive, Verb.RESUME, CANARY + 2);

        assertThat(alerts(drive))
                .extracting(Alert::kind, Alert::severity, Alert::resolved)
                .containsExactly(
                        Tuple.tuple(AlertKind.ROLLOUT_PAUSED, Severity.WARNING, false),
                        Tuple.tuple(AlertKind.ROLLOUT_PAUSED, Severity.WARNING, true));
        assertThat(alerts(drive))
                .extracting(Alert::incident)
                .containsOnly(alerts(drive).get(0).id());
    }

    @Test
    void shouldTellOfTheKillSwitchOutsideOfRolloutsToo() {
        JudgeDrive drive = JudgeDrive.inCanary();
        command(drive, Verb.ABORT, CANARY + 1);
        command(drive, Verb.KILL, CANARY + 2);
        command(drive, Verb.KILL, CANARY + 3);
        command(drive, Verb.UNKILL, CANARY + 4);

        assertThat(alerts(drive))
                .extracting(Alert::kind, Alert::severity, Alert::resolved)
                .containsExactly(
                        Tuple.tuple(AlertKind.ROLLOUT_ABORTED, Severity.WARNING, false),
                        Tuple.tuple(AlertKind.KILL_SWITCH_ON, Severity.CRITICAL, false),
                        Tuple.tuple(AlertKind.KILL_SWITCH_OFF, Severity.CRITICAL, true));
        assertThat(alerts(drive).get(2).incident())
                .isEqualTo(alerts(drive).get(1).id());
    }

    @Test
    void shouldSayWhoServesAgainAfterARollback() {
        JudgeDrive drive = JudgeDrive.inCanary();
        command(drive, Verb.ROLLBACK, CANARY + 1);
        assertThat(alerts(drive)).singleElement().satisfies(alert -> {
            assertThat(alert.kind()).isEqualTo(AlertKind.CANARY_ROLLBACK);
            assertThat(alert.severity()).isEqualTo(Severity.WARNING);
            assertThat(alert.stage()).isEqualTo("canary");
            assertThat(alert.reason()).isEqualTo("because; v1.0 serves all requests again (revision 3), v2.0 had 50 %");
        });
    }

    @Test
    void shouldEndWhatWasTrueOfARolloutWithTheRollout() {
        JudgeDrive drive = JudgeDrive.inCanary();
        command(drive, Verb.PAUSE, CANARY + 1);
        command(drive, Verb.ROLLBACK, CANARY + 2);
        assertThat(alerts(drive))
                .extracting(Alert::kind, Alert::resolved)
                .containsExactly(
                        Tuple.tuple(AlertKind.ROLLOUT_PAUSED, false),
                        Tuple.tuple(AlertKind.ROLLOUT_PAUSED, true),
                        Tuple.tuple(AlertKind.CANARY_ROLLBACK, false));
    }

    @Test
    void shouldTellOnceThatAStageRanOutOfTimeAndWhy() {
        JudgeDrive drive = JudgeDrive.inCanary();
        for (long second = CANARY; second < CANARY + 3_700; second += 10) {
            drive.delta(second, 2, "v1.0", 30, 0);
            drive.read(second + 7);
        }
        assertThat(alerts(drive)).singleElement().satisfies(alert -> {
            assertThat(alert.kind()).isEqualTo(AlertKind.STAGE_OUT_OF_TIME);
            assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(alert.reason()).contains("ran out of time without proof");
            assertThat(alert.checks()).isNotEmpty();
        });
    }

    @Test
    void shouldTellOnceThatTheBaselineIsSilentAndThatItIsHeardAgain() {
        JudgeDrive drive = JudgeDrive.inCanary();
        long second = CANARY;
        for (; second < CANARY + 200; second++) {
            drive.delta(second, 2, "v2.0", 5, 0);
            drive.read(second + 7);
        }
        for (; second < CANARY + 230; second++) {
            drive.delta(second, 2, "v2.0", 5, 0);
            drive.delta(second, 2, "v1.0", 5, 0);
            drive.read(second + 7);
        }
        assertThat(alerts(drive))
                .filteredOn(alert -> alert.kind() == AlertKind.BASELINE_SILENT)
                .extracting(Alert::resolved)
                .containsExactly(false, true);
    }

    @Test
    void shouldSayThatOnlyAPersonsWordIsMissing() {
        JudgeDrive drive = new JudgeDrive();
        Stage asks = new Stage("canary", 5_000, 0, Duration.ZERO, Duration.ofHours(1), 0, true, List.of());
        drive.submit(new PlanDraft().stages(asks, PlanDraft.stage("full", 100)).plan(), START);
        drive.delta(START, 1, "v1.0", 1_000, 5);
        drive.read(CANARY);
        proof(drive, CANARY, 200);
        command(drive, Verb.ADVANCE, CANARY + 300);
        assertThat(alerts(drive))
                .extracting(Alert::kind, Alert::resolved)
                .containsExactly(
                        Tuple.tuple(AlertKind.APPROVAL_NEEDED, false), Tuple.tuple(AlertKind.APPROVAL_NEEDED, true));
    }

    @Test
    void shouldAskOnceForPromotionAfterTwoDaysAtFull() {
        JudgeDrive drive = new JudgeDrive();
        Stage full = new Stage("full", 10_000, 0, Duration.ofHours(1), Duration.ofHours(200), 0, false, List.of());
        drive.submit(
                new PlanDraft()
                        .stages(PlanDraft.stage("canary", 50), full)
                        .promoteAutomatically(false)
                        .plan(),
                START);
        drive.delta(START, 1, "v1.0", 1_000, 5);
        drive.read(CANARY);
        command(drive, Verb.ADVANCE, CANARY + 1);
        for (long hour = 1; hour <= 60; hour++) {
            drive.tick(CANARY + hour * 3_600);
        }
        assertThat(alerts(drive))
                .filteredOn(alert -> alert.kind() == AlertKind.CLEAN_UP)
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.reason()).startsWith("v2.0 has been at full for 48 h: promote it");
                    assertThat(Duration.between(JudgeDrive.at(CANARY + 1), alert.at()))
                            .isGreaterThan(Duration.ofHours(48));
                });
        command(drive, Verb.PROMOTE, CANARY + 61 * 3_600);
        assertThat(alerts(drive))
                .extracting(Alert::kind, Alert::resolved)
                .endsWith(Tuple.tuple(AlertKind.CLEAN_UP, true), Tuple.tuple(AlertKind.ROLLOUT_PROMOTED, false));
    }

    @Test
    void shouldNotCallSecondsNoMinutes() {
        JudgeDrive drive = new JudgeDrive();
        Stage shadow =
                new Stage("shadow", 0, 10_000, Duration.ofSeconds(15), Duration.ofSeconds(45), 0, false, List.of());
        drive.submit(
                new PlanDraft()
                        .stages(shadow, PlanDraft.stage("canary", 50), PlanDraft.stage("full", 100))
                        .plan(),
                START);
        drive.delta(START, 1, "v1.0", 1_000, 5);
        drive.read(CANARY);
        drive.tick(CANARY + 35);

        assertThat(alerts(drive))
                .filteredOn(alert -> alert.kind() == AlertKind.SHADOW_OVERDUE)
                .singleElement()
                .satisfies(alert ->
                        assertThat(alert.reason()).contains(" s and 0 pairs without a decision, planned were 15 s: "));
    }

    @Test
    void shouldSayThatShadowGoesOnForTooLongEvenWhilePaused() {
        JudgeDrive drive = new JudgeDrive();
        Stage shadow = new Stage("shadow", 0, 10_000, Duration.ofHours(24), Duration.ofHours(72), 0, false, List.of());
        drive.submit(
                new PlanDraft()
                        .stages(shadow, PlanDraft.stage("canary", 50), PlanDraft.stage("full", 100))
                        .plan(),
                START);
        drive.delta(START, 1, "v1.0", 1_000, 5);
        drive.read(CANARY);
        command(drive, Verb.PAUSE, CANARY + 1);
        for (long hour = 1; hour <= 200; hour++) {
            drive.tick(CANARY + hour * 3_600);
        }
        assertThat(alerts(drive))
                .filteredOn(alert -> alert.kind() == AlertKind.SHADOW_OVERDUE)
                .singleElement()
                .satisfies(alert -> assertThat(alert.reason())
                        .startsWith("shadow has gone on for 49 h and 0 pairs without a decision, planned were 24 h: "));
    }

    @Test
    void shouldTellNothingTwiceAfterARestart() {
        JudgeDrive drive = JudgeDrive.inCanary();
        for (long second = CANARY; second < CANARY + 200; second++) {
            drive.delta(second, 2, "v2.0", 5, 0);
            drive.read(second + 7);
            drive.judge = ModelJudge.restore(drive.judge.snapshot(), JudgeDrive.SETTINGS);
        }
        assertThat(alerts(drive))
                .filteredOn(alert -> alert.kind() == AlertKind.BASELINE_SILENT)
                .hasSize(1);
        assertThat(alerts(drive)).extracting(Alert::id).doesNotHaveDuplicates();
    }

    /** Both variants without an error, until the judge has seen enough. */
    private static void proof(JudgeDrive drive, long from, int seconds) {
        for (long second = from; second < from + seconds; second++) {
            drive.delta(second, 2, "v1.0", 100, 0);
            drive.delta(second, 2, "v2.0", 100, 0);
            drive.read(second + 7);
        }
    }

    private static void command(JudgeDrive drive, Verb verb, long second) {
        drive.keep(drive.judge.command(new Command(verb, "ada", "because", false), JudgeDrive.at(second)));
    }

    private static List<Alert> alerts(JudgeDrive drive) {
        return drive.outputs.stream()
                .filter(Output.Raised.class::isInstance)
                .map(output -> ((Output.Raised) output).alert())
                // None of these rollouts was drilled, which is what DrillJudgeTest is about.
                .filter(alert -> alert.kind() != AlertKind.DRILL_OVERDUE)
                .toList();
    }
}
