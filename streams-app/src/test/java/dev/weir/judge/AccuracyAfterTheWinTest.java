package dev.weir.judge;

import static dev.weir.judge.JudgeDrive.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.AccuracyTerms;
import dev.weir.judge.AlertKind.Severity;
import dev.weir.rollout.Command;
import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.DrillPolicy;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.Cell;
import dev.weir.window.Clusters;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeTally;
import dev.weir.wire.StoredJudge;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The watch over accuracy, from the stage at full to long after the promotion. */
class AccuracyAfterTheWinTest {
    private static final AccuracyTerms TERMS =
            new AccuracyTerms(0.92, 1_000, 0.01, 0.95, Duration.ofSeconds(20), 1_000);

    private final JudgeDrive drive = new JudgeDrive();
    private long second = START + 10;

    @Test
    void shouldWatchTheCandidateAtFullAndAfterItsPromotion() {
        toFull();
        labels("v2.0", 40, 92);
        assertThat(last().status()).isEqualTo(Status.HEALTHY);
        assertThat(last().message()).startsWith("No loss of accuracy found: v2.0");

        drive.keep(drive.judge.command(new Command(Verb.PROMOTE, "ada", "seen enough", true), JudgeDrive.at(second)));
        assertThat(drive.lastDecision().action()).isIn(Action.PROMOTE, Action.OVERRIDE);
        assertThat(alerts(AlertKind.DRIFT)).isEmpty();

        labels("v2.0", 60, 85);
        assertThat(last().kind()).isEqualTo(Kind.DRIFT);
        assertThat(last().status()).isEqualTo(Status.DEGRADED);
        assertThat(last().recommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(last().message()).startsWith("Model performance degraded, retrain needed: v2.0");
        assertThat(alerts(AlertKind.DRIFT)
                        .get(alerts(AlertKind.DRIFT).size() - 1)
                        .severity())
                .isEqualTo(Severity.CRITICAL);
        assertThat(drive.lastDecision().action()).isIn(Action.PROMOTE, Action.OVERRIDE);

        labels("v2.0", 60, 95);
        assertThat(last().status()).isEqualTo(Status.HEALTHY);
        assertThat(alerts(AlertKind.DRIFT)
                        .get(alerts(AlertKind.DRIFT).size() - 1)
                        .resolved())
                .isTrue();
    }

    @Test
    void shouldForgetACandidateThatGoesBack() {
        toFull();
        labels("v2.0", 40, 92);
        drive.keep(drive.judge.command(new Command(Verb.ROLLBACK, "ada", "no", false), JudgeDrive.at(second)));
        int before = verdicts().size();
        labels("v2.0", 40, 50);
        assertThat(verdicts()).hasSize(before);
        assertThat(alerts(AlertKind.DRIFT)).isEmpty();
    }

    @Test
    void shouldWatchAModelWithoutARollout() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        assertThat(drive.judge.isKnown()).isTrue();

        labels("v1.0", 80, 80);

        assertThat(last().recommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(alerts(AlertKind.DRIFT)).isNotEmpty();
        assertThat(drive.decisions()).isEmpty();

        drive.keep(drive.judge.withdraw(Withdrawal.UNSIGNED, JudgeDrive.at(second)));
        assertThat(drive.judge.isKnown()).isFalse();
    }

    @Test
    void shouldEndAWatchWhenAPlanTakesItsPlace() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(START - 100)));
        assertThat(drive.judge.isWatching()).isTrue();

        drive.submit(JudgeDrive.plan().plan(), START);

        assertThat(drive.judge.isWatching()).isFalse();
        labels("v1.0", 80, 50);
        assertThat(verdicts()).isEmpty();
    }

    @Test
    void shouldGoOnWatchingWhenAPlanIsRefused() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        labels("v1.0", 30, 92);

        drive.submit(JudgeDrive.plan().stages().plan(), second);

        assertThat(drive.lastDecision().action()).isEqualTo(Action.REFUSE);
        assertThat(drive.outputs).contains(new Output.WatchRestored(watch("v1.0")));
        // As it comes back from the topic, it changes nothing.
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        labels("v1.0", 60, 80);
        assertThat(last().recommendation()).isEqualTo(Recommendation.RETRAIN);
    }

    @Test
    void shouldRefuseAWatchBesideARolloutOrOverAnotherVariant() {
        toFull();
        drive.keep(drive.judge.watch(watch("v2.0"), JudgeDrive.at(second)));
        assertThat(drive.lastDecision().action()).isEqualTo(Action.REFUSE);
        assertThat(drive.lastDecision().reason()).contains("is running; write accuracy or drift into its plan");

        drive.keep(drive.judge.command(new Command(Verb.ROLLBACK, "ada", "no", false), JudgeDrive.at(second)));
        drive.keep(drive.judge.watch(watch("v2.0"), JudgeDrive.at(second)));
        assertThat(drive.lastDecision().action()).isEqualTo(Action.REFUSE);
        assertThat(drive.lastDecision().reason())
                .contains("v1.0 is in charge of sentiment, not v2.0; write variant: v1.0");
    }

    @Test
    void shouldSayThatThereAreNoLabels() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        for (int i = 0; i < 60; i++) {
            outcomes("v1.0", 100, 0, 0);
        }
        assertThat(verdicts()).isNotEmpty();
        assertThat(last().status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(last().message()).startsWith("No labels of v1.0 yet: publish outcomes");
    }

    @Test
    void shouldGoOnWhereItWasAfterARestart() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        labels("v1.0", 30, 92);
        StoredJudge store = new StoredJudge(drive.judge.model());
        store.store(drive.judge);
        assertThat(store.read().accuracy()).isEqualTo(drive.judge.snapshot().accuracy());

        drive.judge = store.restore(JudgeDrive.SETTINGS);
        labels("v1.0", 60, 80);
        assertThat(last().recommendation()).isEqualTo(Recommendation.RETRAIN);
    }

    private void toFull() {
        drive.submit(
                JudgeDrive.plan()
                        .conduct(new Conduct(
                                "short",
                                false,
                                Conduct.SegmentHarm.ROLLBACK,
                                Duration.ofHours(48),
                                Duration.ofDays(7),
                                DrillPolicy.STANDARD,
                                TERMS,
                                null,
                                null))
                        .plan(),
                START);
        drive.delta(START, 1, "v1.0", 1_000, 5);
        drive.read(START + 7);
        drive.keep(drive.judge.command(new Command(Verb.ADVANCE, "ada", "as agreed", true), JudgeDrive.at(START + 8)));
        assertThat(drive.lastDecision().toStage()).isEqualTo("full");
    }

    private static Watch watch(String variant) {
        return new Watch("accuracy", "sentiment", variant, Duration.ofSeconds(5), TERMS, JudgeDrive.at(START), "ada");
    }

    /** So many seconds of a hundred requests with labels, of which so many are right. */
    private void labels(String variant, int seconds, long right) {
        for (int i = 0; i < seconds; i++) {
            outcomes(variant, 100, 100, right);
        }
        // Until the last of them is looked at.
        for (int i = 0; i < 40; i++) {
            drive.tick(++second);
        }
    }

    private void outcomes(String variant, long requests, long labelled, long right) {
        Cell cell = new Cell(second, 2, variant, Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT);
        Clusters successes = labelled == 0
                ? Clusters.EMPTY
                : new Clusters(new int[] {3}, new long[] {labelled}, new long[] {right}, BigInteger.valueOf(right));
        OutcomeTally tally = new OutcomeTally(requests, successes, null, null, null, null);
        drive.judge.delta(new Delta(0, List.of(), List.of(), List.of(), List.of(new Delta.Outcomes(cell, tally))));
        drive.tick(++second);
    }

    private List<Verdict> verdicts() {
        return drive.outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(output -> ((Output.Judged) output).verdict())
                .filter(verdict -> verdict.kind() == Kind.DRIFT)
                .toList();
    }

    private Verdict last() {
        return verdicts().get(verdicts().size() - 1);
    }

    private List<Alert> alerts(AlertKind kind) {
        return drive.outputs.stream()
                .filter(Output.Raised.class::isInstance)
                .map(output -> ((Output.Raised) output).alert())
                .filter(alert -> alert.kind() == kind)
                .toList();
    }
}
