package dev.weir.judge;

import static dev.weir.judge.EventDrive.BASELINE;
import static dev.weir.judge.EventDrive.CANDIDATE;
import static dev.weir.judge.EventDrive.STAGE;
import static dev.weir.judge.EventDrive.event;
import static dev.weir.judge.EventDrive.latency;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be evidence at all, from the event as it was published to the block. */
class EligibilityTest {
    private final EventDrive drive = new EventDrive();

    @ParameterizedTest
    @CsvSource({"WEIGHT, 1", ", 1", "USER, 0", "SEGMENT, 0", "KILL_SWITCH, 0", "FALLBACK, 0"})
    void shouldTakeOnlyRequestsDrawnByWeightAsEvidence(AssignmentReason reason, long evidence) {
        drive.send(event("r1", CANDIDATE, STAGE).setReason(reason));
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(evidence);
        assertThat(drive.metrics(CANDIDATE).calls()).isEqualTo(1);
    }

    @Test
    void shouldTakeNoCopyAsEvidence() {
        drive.send(event("r1", CANDIDATE, STAGE).setRole(Role.SHADOW));
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isZero();
    }

    @Test
    void shouldCountEveryRequestInTheMetricsAndAUnitOnceInTheEvidence() {
        for (int i = 0; i < 50; i++) {
            drive.send(event("r" + i, CANDIDATE, STAGE + i).setUnit("heavy"));
        }
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.metrics(CANDIDATE).calls()).isEqualTo(50);
    }

    @Test
    void shouldTakeEveryRequestOfAUnitWhereThePlanSaysSo() {
        EventDrive perRequest = new EventDrive(EventDrive.draft().evidencePerUnit(false));
        for (int i = 0; i < 50; i++) {
            perRequest.send(event("r" + i, CANDIDATE, STAGE + i).setUnit("heavy"));
        }
        perRequest.read(STAGE + 100_000);
        assertThat(perRequest.evidence(CANDIDATE).calls()).isEqualTo(50);
    }

    /** A request without a unit is a unit of its own. */
    @Test
    void shouldTakeEveryRequestWithoutAUnit() {
        for (int i = 0; i < 50; i++) {
            drive.send(event("r" + i, CANDIDATE, STAGE + i));
        }
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(50);
    }

    /** The request that took longest was assigned first: chosen by its end it would be seen by its quick ones only. */
    @Test
    void shouldTakeTheRequestOfAUnitThatWasAssignedFirstThoughItEndedLast() {
        drive.send(event("quick", CANDIDATE, STAGE + 1_500).setUnit("u"));
        drive.send(event("quicker", CANDIDATE, STAGE + 1_000).setUnit("u"));
        drive.send(event("slow", CANDIDATE, STAGE).setUnit("u").setLatency(latency(LatencyStatus.TIMEOUT, 4_900)));
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.evidence(CANDIDATE).timeouts()).isEqualTo(1);
        assertThat(drive.metrics(CANDIDATE).calls()).isEqualTo(3);
        assertThat(drive.metrics(CANDIDATE).timeouts()).isEqualTo(1);
    }

    /** At a change of weight: the unit was the baseline's when it was first seen, and that is what it is evidence of. */
    @Test
    void shouldTakeTheRequestThatWasAssignedFirstThoughAnotherVariantGotIt() {
        drive.send(event("later", CANDIDATE, STAGE + 900).setUnit("u"));
        drive.send(event("first", BASELINE, STAGE).setUnit("u"));
        close();
        assertThat(drive.evidence(BASELINE).calls()).isEqualTo(1);
        assertThat(drive.evidence(CANDIDATE).calls()).isZero();
    }

    /** The second of the request that came first is evidence already; evidence is never taken out again. */
    @Test
    void shouldLeaveAUnitsEvidenceAsItIsOnceItsSecondHasClosed() {
        drive.send(event("quick", CANDIDATE, STAGE).setUnit("u"));
        drive.read(STAGE + 7_000);
        drive.send(event("late", CANDIDATE, STAGE - 500).setUnit("u").setLatency(latency(LatencyStatus.ERROR, 20)));
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.evidence(CANDIDATE).errors()).isZero();
    }

    @Test
    void shouldTakeAUnitOnceInEachPartition() {
        for (int i = 0; i < 10; i++) {
            drive.send(i % 2, event("r" + i, CANDIDATE, STAGE + i).setUnit("u"));
        }
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(2);
    }

    @Test
    void shouldBelieveARoutersMark() {
        drive.send(event("r1", CANDIDATE, STAGE).setUnit("u").setFirstOfUnit(false));
        drive.send(1, event("r2", CANDIDATE, STAGE + 5).setUnit("u").setFirstOfUnit(true));
        drive.send(event("r3", CANDIDATE, STAGE + 9).setUnit("u").setFirstOfUnit(false));
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
    }

    /** The baseline was not drawn for it, and would look better for every request it answers in the other's place. */
    @Test
    void shouldCountARequestThatFellBackOnceAndForTheCandidate() {
        drive.send(routed("r1", CANDIDATE, STAGE).setLatency(latency(LatencyStatus.ERROR, 20)));
        drive.send(routed("r1", BASELINE, STAGE + 20).setReason(AssignmentReason.FALLBACK));
        drive.report(STAGE / 1_000, 0, 1);
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.evidence(CANDIDATE).errors()).isEqualTo(1);
        assertThat(drive.evidence(BASELINE).calls()).isZero();
        assertThat(drive.metrics(BASELINE).calls()).isEqualTo(1);
    }

    @Test
    void shouldCountARetryOnceAsItWasAssignedFirst() {
        drive.send(event("r1", CANDIDATE, STAGE + 2_000));
        drive.send(event("r1", CANDIDATE, STAGE).setLatency(latency(LatencyStatus.ERROR, 2_500)));
        drive.send(event("r1", CANDIDATE, STAGE + 3_000));
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.evidence(CANDIDATE).errors()).isEqualTo(1);
        assertThat(drive.metrics(CANDIDATE).calls()).isEqualTo(1);
    }

    @Test
    void shouldCountARetryOnceThoughAnotherVariantGotIt() {
        drive.send(event("r1", CANDIDATE, STAGE + 2_000));
        drive.send(event("r1", BASELINE, STAGE).setLatency(latency(LatencyStatus.ERROR, 2_500)));
        close();
        assertThat(drive.evidence(BASELINE).errors()).isEqualTo(1);
        assertThat(drive.evidence(CANDIDATE).calls()).isZero();
        assertThat(drive.metrics(CANDIDATE).calls()).isEqualTo(1);
    }

    @Test
    void shouldCountARedeliveredEventOnce() {
        drive.send(event("r1", CANDIDATE, STAGE));
        drive.send(event("r1", CANDIDATE, STAGE));
        close();
        assertThat(drive.evidence(CANDIDATE).calls()).isEqualTo(1);
        assertThat(drive.metrics(CANDIDATE).calls()).isEqualTo(1);
    }

    private static InferenceEvent.Builder routed(String id, String variant, long assignedMillis) {
        return event(id, variant, assignedMillis).setSidecar("edge-1");
    }

    /** Everything so far is evidence or never will be. */
    private void close() {
        drive.read(STAGE + 100_000);
    }
}
