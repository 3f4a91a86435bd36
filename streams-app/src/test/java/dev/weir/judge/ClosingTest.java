package dev.weir.judge;

import static dev.weir.judge.EventDrive.BASELINE;
import static dev.weir.judge.EventDrive.CANDIDATE;
import static dev.weir.judge.EventDrive.STAGE;
import static dev.weir.judge.EventDrive.event;
import static dev.weir.judge.EventDrive.latency;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.window.Tally;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a second of traffic is evidence, and what it then holds. */
class ClosingTest {
    private static final long END = STAGE + 1_000;
    /** Timeout of the plan and slack of the settings, milliseconds. */
    private static final long WAIT = 6_000;

    private final EventDrive drive = new EventDrive();

    @Test
    void shouldCloseASecondOnceEveryPartitionHasBeenReadPastItByTheTimeoutAndTheSlack() {
        drive.send(event("r1", CANDIDATE, STAGE + 999));
        drive.read(0, END + WAIT);
        drive.read(1, END + WAIT - 1);
        assertThat(drive.frontMillis()).isEqualTo(STAGE);
        assertThat(drive.evidence(CANDIDATE).calls()).isZero();
        drive.read(1, END + WAIT);
        assertThat(drive.frontMillis()).isEqualTo(END);
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutASilentPartitionAsAWholeAfterTenMoreSeconds() {
        for (int i = 0; i < 4; i++) {
            drive.send(i % 2, event("candidate" + i, CANDIDATE, STAGE + i));
            drive.send(i % 2, event("baseline" + i, BASELINE, STAGE + i));
        }
        drive.read(1, STAGE + 500);
        readOneAlone(STAGE + 500, END + WAIT + 9_999);
        assertThat(drive.frontMillis()).isEqualTo(STAGE);
        drive.read(0, END + WAIT + 10_000);
        assertThat(drive.frontMillis()).isEqualTo(END);
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(2);
        assertThat(drive.evidence(BASELINE).calls()).isEqualTo(2);
    }

    /** What comes of the partition afterwards is late, and never evidence of another second. */
    @Test
    void shouldNotReopenASecondForAPartitionThatSpeaksAgain() {
        drive.send(0, event("r0", CANDIDATE, STAGE));
        drive.read(1, STAGE + 500);
        readOneAlone(STAGE + 500, END + WAIT + 10_000);
        drive.send(1, event("r1", CANDIDATE, STAGE).setLatency(latency(LatencyStatus.ERROR, 20)));
        drive.read(END + 100_000);
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.evidence(CANDIDATE).errors()).isZero();
        assertThat(drive.metrics(CANDIDATE).errors()).isEqualTo(1);
    }

    /** After an outage, when the backlog of one partition is read before that of the other. */
    @Test
    void shouldWaitForAPartitionThatHasOnlyNotBeenReadYet() {
        drive.read(STAGE);
        long back = END + 120_000;
        drive.send(0, event("r0", CANDIDATE, STAGE));
        drive.read(0, back, back);
        assertThat(drive.frontMillis()).isEqualTo(STAGE - 6_000);
        drive.send(1, event("r1", CANDIDATE, STAGE));
        drive.read(1, END + 60_000, back + 9_999);
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(2);
        assertThat(drive.frontMillis()).isEqualTo(END + 60_000 - WAIT);
    }

    @Test
    void shouldCountARequestWithoutAnOutcomeAtTheDeadlineAsTimedOutAndFailed() {
        drive.send(request("r1"));
        drive.read(END + WAIT - 1);
        assertThat(drive.evidence(CANDIDATE).errors()).isZero();
        drive.read(END + WAIT);
        Tally evidence = drive.evidence(CANDIDATE);
        assertThat(evidence.calls()).isEqualTo(1);
        assertThat(evidence.timeouts()).isEqualTo(1);
        assertThat(evidence.errors()).isEqualTo(1);
        assertThat(evidence.durations().overflow()).isEqualTo(1);
    }

    @Test
    void shouldNotCareWhatComesOfARequestAfterItsSecondHasClosed() {
        drive.send(request("r1"));
        drive.read(END + WAIT);
        drive.send(event("r1", CANDIDATE, STAGE));
        drive.read(END + 100_000);
        assertThat(drive.evidence(CANDIDATE).timeouts()).isEqualTo(1);
        assertThat(drive.metrics(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.metrics(CANDIDATE).errors()).isZero();
    }

    @Test
    void shouldWaitNoLongerThanTheEvidenceDeadline() {
        EventDrive slow = slowModel();
        slow.send(event("r1", CANDIDATE, STAGE));
        slow.read(END + 16_000 - 1);
        assertThat(slow.frontMillis()).isEqualTo(STAGE);
        slow.read(END + 16_000);
        assertThat(slow.frontMillis()).isEqualTo(END);
    }

    /** Whether it comes before its second closes must not decide what it is. */
    @Test
    void shouldCountARequestThatTookLongerThanTheEvidenceDeadlineAsTimedOutThoughItCameInTime() {
        EventDrive slow = slowModel();
        slow.send(event("in time", CANDIDATE, STAGE).setLatency(latency(LatencyStatus.OK, 15_000)));
        slow.send(event("overdue", CANDIDATE, STAGE).setLatency(latency(LatencyStatus.OK, 15_001)));
        slow.send(request("in parts"));
        slow.send(event("in parts", CANDIDATE, STAGE).setLatency(latency(LatencyStatus.OK, 15_001)));
        slow.send(event("without a request", CANDIDATE, STAGE)
                .setRequest(null)
                .setLatency(latency(LatencyStatus.OK, 59_000)));
        slow.read(END + 100_000);
        Tally evidence = slow.evidence(CANDIDATE);
        assertThat(evidence.calls()).isEqualTo(4);
        assertThat(evidence.timeouts()).isEqualTo(3);
        assertThat(evidence.errors()).isEqualTo(3);
        Tally metrics = slow.metrics(CANDIDATE);
        assertThat(metrics.calls()).isEqualTo(4);
        assertThat(metrics.timeouts()).isZero();
        assertThat(metrics.durations().total()).isEqualTo(4);
    }

    @Test
    void shouldHoldWhenMoreThanOneInAHundredOfTheAssignedRequestsNeverCame() {
        for (int i = 0; i < 297; i++) {
            drive.send(event("r" + i, CANDIDATE, STAGE + i).setSidecar("edge-1"));
        }
        drive.report(STAGE / 1_000, 0, 300);
        drive.read(END + WAIT);
        assertThat(drive.lastReason()).doesNotContain("incomplete");

        drive.report(STAGE / 1_000 + 1, 0, 1);
        drive.read(END + WAIT + 1_000);
        assertThat(drive.lastReason())
                .startsWith("the evidence is incomplete: 4 of the last minute's 301 requests of v2.0");
    }

    /** One partition has been read from one instant to another, bit by bit, while nothing is read of the other. */
    private void readOneAlone(long fromMillis, long toMillis) {
        for (long millis = fromMillis; millis < toMillis; millis += 1_000) {
            drive.read(0, millis);
        }
        drive.read(0, toMillis);
    }

    private static EventDrive slowModel() {
        return new EventDrive(
                EventDrive.draft().timeout(Duration.ofSeconds(60)).evidenceDeadline(Duration.ofSeconds(15)));
    }

    private static InferenceEvent.Builder request(String id) {
        return event(id, CANDIDATE, STAGE).setLatency(null);
    }
}
