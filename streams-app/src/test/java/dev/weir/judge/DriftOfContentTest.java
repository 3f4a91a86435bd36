package dev.weir.judge;

import static dev.weir.judge.JudgeDrive.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.DriftTerms;
import dev.weir.rollout.Command;
import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.DrillPolicy;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.DriftVerdict;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.ContentDraft;
import dev.weir.window.Delta;
import dev.weir.wire.StoredJudge;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The watch over what a model is asked and answers, with and without a rollout. */
class DriftOfContentTest {
    private static final DriftTerms TERMS = new DriftTerms(List.of(), true, Duration.ofSeconds(60), 100, 0.2, 0.01);

    private final JudgeDrive drive = new JudgeDrive();
    private final Random random = new Random(11);
    private long second = START;

    @Test
    void shouldStayQuietWhileNothingDrifts() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        assertThat(drive.judge.isKnown()).isTrue();
        windows(101, "v1.0", 0, 0);

        assertThat(verdicts()).hasSizeBetween(100, 101);
        assertThat(verdicts().get(0).message())
                .startsWith("From now on v1.0 is compared with its first")
                .contains("2 features, predictions by score, label");
        assertThat(verdicts()).extracting(Verdict::kind).containsOnly(Kind.DRIFT);
        // One window in a hundred may say otherwise; in this course none does.
        assertThat(verdicts().subList(1, verdicts().size()))
                .extracting(Verdict::status)
                .containsOnly(Status.HEALTHY);
        assertThat(last().message()).startsWith("No drift of v1.0: none of 2 features drifted; predictions did not (");
        assertThat(alerts()).isEmpty();
        assertThat(drive.decisions()).isEmpty();
    }

    @Test
    void shouldNameAFeatureThatDriftsWithinAWindowAndSayOnceThatItDoesAndThatItDoesNotAnyMore() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        windows(3, "v1.0", 0, 0);
        int before = verdicts().size();
        windows(2, "v1.0", 1, 0);

        Verdict drifted = verdicts().get(before + 1);
        assertThat(drifted.status()).isEqualTo(Status.DEGRADED);
        assertThat(drifted.recommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(drifted.message())
                .startsWith("Data drift, retrain v1.0: 1 of 2 features drifted (score 0.50): age (PSI ");
        assertThat(check(drifted, DriftVerdict.SCORE, null).candidateValue()).isEqualTo(0.5);
        assertThat(check(drifted, DriftVerdict.SCORE, null).state()).isEqualTo(CheckState.FAIL);
        Check age = check(drifted, DriftVerdict.FEATURE, "feature=age");
        assertThat(age.state()).isEqualTo(CheckState.FAIL);
        assertThat(age.candidateValue()).isGreaterThan(age.limit());
        assertThat(age.onceP()).isLessThan(1e-6);
        assertThat(check(drifted, DriftVerdict.FEATURE, "feature=country").state())
                .isEqualTo(CheckState.PASS);
        assertThat(check(drifted, DriftVerdict.PREDICTION, "prediction=label").state())
                .isEqualTo(CheckState.PASS);
        assertThat(alerts()).hasSize(1);
        assertThat(alerts().get(0).kind().event()).isEqualTo("DRIFT");
        assertThat(alerts().get(0).reason()).startsWith("Data drift, retrain v1.0");

        windows(2, "v1.0", 0, 0);
        assertThat(last().status()).isEqualTo(Status.HEALTHY);
        assertThat(alerts()).hasSize(2);
        assertThat(alerts().get(1).resolved()).isTrue();
        assertThat(alerts().get(1).incident()).isEqualTo(alerts().get(0).incident());
    }

    /** While the kill switch is on only the baseline is asked: what it is asked then is no part of a comparison. */
    @Test
    void shouldCompareVariantsUnderOneTableOnly() {
        toCanary();
        side(6, 0, 0);
        int before = verdicts().size();
        assertThat(before).isPositive();
        side(4, 0, 0);
        drive.keep(drive.judge.command(new Command(Verb.KILL, "ada", "odd", false), JudgeDrive.at(second)));
        for (int i = 0; i < 4; i++) {
            count("v1.0", 60, 5, 0);
            second += 10;
            drive.read(second);
        }
        drive.keep(drive.judge.command(new Command(Verb.UNKILL, "ada", "fine", false), JudgeDrive.at(second)));
        side(7, 0, 0);

        assertThat(verdicts()).hasSizeGreaterThan(before);
        assertThat(verdicts()).extracting(Verdict::message).noneMatch(message -> message.contains("age (PSI "));
    }

    @Test
    void shouldEndTheAlertWithTheWatch() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        windows(3, "v1.0", 0, 0);
        windows(2, "v1.0", 1, 0);
        assertThat(alerts()).hasSize(1);

        drive.keep(drive.judge.withdraw(Withdrawal.UNSIGNED, JudgeDrive.at(second)));

        assertThat(alerts()).hasSize(2);
        assertThat(alerts().get(1).resolved()).isTrue();
        assertThat(alerts().get(1).reason()).isEqualTo("it is not watched any more");
    }

    /** That nothing has drifted is not said of what is not told any more. */
    @Test
    void shouldSayThatFeaturesAreNotToldOfAnyMore() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        windows(3, "v1.0", 0, 0);
        windows(2, "v1.0", 1, 0);
        assertThat(alerts()).hasSize(1);
        for (int i = 0; i < 18; i++) {
            ContentDraft answered = new ContentDraft();
            for (int k = 0; k < 60; k++) {
                answered.request("label", "l" + random.nextInt(3)).and("score", random.nextDouble());
            }
            tell("v1.0", new ContentDraft(), answered);
            second += 10;
            drive.read(second);
        }
        assertThat(last().status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(last().message())
                .startsWith("No drift of v1.0: no features are told of; predictions did not (360 requests");
        assertThat(check(last(), DriftVerdict.SCORE, null).state()).isEqualTo(CheckState.UNDECIDED);
        assertThat(alerts()).hasSize(1);
    }

    @Test
    void shouldTellDriftOfPredictionsApart() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        windows(3, "v1.0", 0, 0);
        windows(2, "v1.0", 0, 0.9);

        assertThat(last().recommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(last().message())
                .startsWith("Prediction drift, retrain v1.0: none of 2 features drifted; predictions drifted: ")
                .contains("label (PSI ", "score (PSI ");
        assertThat(check(last(), DriftVerdict.SCORE, null).candidateValue()).isZero();
        assertThat(check(last(), DriftVerdict.SCORE, null).state()).isEqualTo(CheckState.PASS);
    }

    @Test
    void shouldCompareTheVariantsInAStageAndWatchTheCandidateFromFullOn() {
        toCanary();
        side(6, 0, 0);
        assertThat(last().recommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(last().message())
                .startsWith("v2.0 beside v1.0: none of 2 features differs; predictions do not differ (");
        // Both are asked other things: that is no difference between them.
        side(6, 3, 0);
        assertThat(last().recommendation()).isEqualTo(Recommendation.CONTINUE);
        side(6, 3, 0.9);
        assertThat(last().status()).isEqualTo(Status.DEGRADED);
        assertThat(last().recommendation()).isEqualTo(Recommendation.INVESTIGATE_DISAGREEMENT);
        assertThat(last().message()).startsWith("v2.0 beside v1.0: none of 2 features differs; predictions differ: ");
        assertThat(alerts()).isEmpty();

        drive.keep(drive.judge.command(new Command(Verb.ADVANCE, "ada", "as agreed", true), JudgeDrive.at(second)));
        assertThat(drive.lastDecision().toStage()).isEqualTo("full");
        windows(2, "v2.0", 3, 0.9);
        assertThat(last().message()).startsWith("From now on v2.0 is compared with its first");
        drive.keep(drive.judge.command(new Command(Verb.PROMOTE, "ada", "seen enough", true), JudgeDrive.at(second)));
        windows(2, "v2.0", 3, 0.9);
        assertThat(last().message()).startsWith("No drift of v2.0");
        windows(2, "v2.0", 5, 0.9);
        assertThat(last().message()).startsWith("Data drift, retrain v2.0");
        assertThat(alerts()).hasSize(1);
    }

    @Test
    void shouldGoOnWhereItWasAfterARestart() {
        drive.keep(drive.judge.watch(watch("v1.0"), JudgeDrive.at(second)));
        windows(3, "v1.0", 0, 0);
        StoredJudge store = new StoredJudge(drive.judge.model());
        ModelSnapshot snapshot = drive.judge.snapshot();
        store.store(drive.judge);
        assertThat(store.read()).isEqualTo(snapshot);
        drive.judge = store.restore(JudgeDrive.SETTINGS);
        assertThat(drive.judge.snapshot()).isEqualTo(snapshot);
        int before = verdicts().size();

        windows(2, "v1.0", 1, 0);

        // What windows are compared with is stored once.
        store.store(drive.judge);
        assertThat(store.lastPut).containsKey("d").doesNotContainKey("r");
        assertThat(store.stored).containsKey("r");
        assertThat(last().message()).startsWith("Data drift, retrain v1.0");
        assertThat(verdicts()).extracting(Verdict::id).doesNotHaveDuplicates();
        assertThat(verdicts().size()).isGreaterThan(before);
        drive.keep(drive.judge.withdraw(Withdrawal.UNSIGNED, JudgeDrive.at(second)));
        assertThat(drive.judge.isKnown()).isFalse();
    }

    private void toCanary() {
        drive.submit(
                JudgeDrive.plan()
                        .conduct(new Conduct(
                                "short",
                                false,
                                Conduct.SegmentHarm.ROLLBACK,
                                Duration.ofHours(48),
                                Duration.ofDays(7),
                                DrillPolicy.STANDARD,
                                null,
                                TERMS,
                                null))
                        .plan(),
                second);
        drive.delta(second, 1, "v1.0", 1_000, 5);
        drive.read(second + 7);
        assertThat(drive.lastDecision().toStage()).isEqualTo("canary");
        second += 8;
    }

    /** So many windows of a variant alone. */
    private void windows(int windows, String variant, double shift, double other) {
        for (int i = 0; i < 6 * windows; i++) {
            count(variant, 60, shift, other);
            second += 10;
            drive.read(second);
        }
    }

    /** So many spans of ten seconds in which both serve. */
    private void side(int spans, double shift, double candidate) {
        for (int i = 0; i < 2 * spans; i++) {
            count("v1.0", 60, shift, 0);
            count("v2.0", 60, shift, candidate);
            second += 10;
            drive.read(second);
        }
    }

    private void count(String variant, int requests, double shift, double other) {
        ContentDraft asked = new ContentDraft();
        ContentDraft answered = new ContentDraft();
        for (int i = 0; i < requests; i++) {
            boolean isOther = random.nextDouble() < other;
            asked.request("age", 40 + 10 * (random.nextGaussian() + shift)).and("country", "c" + random.nextInt(4));
            answered.request("label", isOther ? "no" : "l" + random.nextInt(3))
                    .and("score", isOther ? 0.5 : random.nextDouble());
        }
        tell(variant, asked, answered);
    }

    private void tell(String variant, ContentDraft asked, ContentDraft answered) {
        drive.judge.delta(new Delta(
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(ContentDraft.contents(variant, second / 10 * 10, asked, answered))));
    }

    private List<Verdict> verdicts() {
        return drive.outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(output -> ((Output.Judged) output).verdict())
                .filter(DriftVerdict::isOne)
                .toList();
    }

    private Verdict last() {
        return verdicts().get(verdicts().size() - 1);
    }

    private static Check check(Verdict verdict, String metric, String segment) {
        return verdict.checks().stream()
                .filter(check -> check.metric().equals(metric)
                        && (segment == null ? check.segment() == null : segment.equals(check.segment())))
                .findFirst()
                .orElseThrow();
    }

    private List<Alert> alerts() {
        return drive.outputs.stream()
                .filter(Output.Raised.class::isInstance)
                .map(output -> ((Output.Raised) output).alert())
                .filter(alert -> alert.kind() == AlertKind.CONTENT_DRIFT)
                .toList();
    }

    private static Watch watch(String variant) {
        return new Watch(
                "drift", "sentiment", variant, Duration.ofSeconds(5), null, TERMS, null, JudgeDrive.at(START), "ada");
    }
}
