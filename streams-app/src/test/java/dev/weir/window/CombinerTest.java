package dev.weir.window;

import static dev.weir.window.Events.CLOSING;
import static dev.weir.window.Events.LIMITS;
import static dev.weir.window.Events.SERVED;
import static dev.weir.window.Events.START;
import static dev.weir.window.Events.TIMEOUT_MICROS;
import static dev.weir.window.Events.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.event.UnitKey;
import dev.weir.window.Delta.Correction;
import dev.weir.window.Delta.Count;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CombinerTest {
    private final Combiner combiner = new Combiner(3, CLOSING);

    @Test
    void shouldCountTheSameEventOnce() {
        assertThat(add(SERVED.ok("r1"))).isTrue();
        assertThat(add(SERVED.ok("r1"))).isFalse();
        assertThat(add(SERVED.ok("r2"))).isTrue();
        assertThat(only().tally().calls()).isEqualTo(2);
    }

    @Test
    void shouldTellARetryFromAShadowCopyAndAFallback() {
        add(SERVED.ok("r1"));
        assertThat(add(SERVED.by("v2.0", Role.SHADOW, true).ok("r1"))).isTrue();
        assertThat(add(SERVED.by("v1.0", Role.SERVED, false).ok("r1"))).isTrue();
        assertThat(drained()).hasSize(3);
    }

    @Test
    void shouldCountPartsThatComeApartOnceEachAsOneRequest() {
        Observation request = SERVED.parts("r1", true, false, null);
        Observation prediction = SERVED.parts("r1", false, true, null);
        Observation latency = SERVED.parts("r1", false, false, call(20_000, Status.OK));
        for (Observation part : List.of(request, latency, prediction, request, latency)) {
            add(part);
        }
        Tally tally = only().tally();
        assertThat(tally.requests()).isEqualTo(1);
        assertThat(List.of(tally.requestParts(), tally.predictionParts(), tally.calls()))
                .containsOnly(1L);
        assertThat(tally.routed()).isEqualTo(1);
    }

    @Test
    void shouldCountPartsAcrossADrainUnderTheSameCell() {
        add(SERVED.parts("r1", true, false, null));
        Count first = only();
        add(SERVED.parts("r1", false, false, call(20_000, Status.OK)));
        Count second = only();
        assertThat(second.cell()).isEqualTo(first.cell());
        assertThat(first.tally().unanswered()).isEqualTo(1);
        assertThat(first.tally().plus(second.tally()).unanswered()).isZero();
    }

    @Test
    void shouldCallARequestTimedOutByStatusOrDuration() {
        add(SERVED.whole("exactly", call(TIMEOUT_MICROS, Status.OK)));
        add(SERVED.whole("above", call(TIMEOUT_MICROS + 1, Status.OK)));
        add(SERVED.whole("said", call(10, Status.TIMEOUT)));
        add(SERVED.whole("failed", call(10, Status.ERROR)));
        Tally tally = only().tally();
        assertThat(tally.calls()).isEqualTo(4);
        assertThat(tally.timeouts()).isEqualTo(2);
        assertThat(tally.errors()).isEqualTo(3);
        // Timeouts lie above every duration; failures say nothing of how long an answer takes.
        assertThat(tally.durations().overflow()).isEqualTo(2);
        assertThat(tally.durations().total()).isEqualTo(3);
    }

    @Test
    void shouldCountARequestWithoutItsCallAsTimedOutAtTheDeadlineOnly() {
        add(SERVED.parts("r1", true, false, null));
        add(SERVED.ok("r2"));
        Tally tally = only().tally();
        assertThat(tally.errors()).isZero();
        assertThat(tally.atDeadline().calls()).isEqualTo(2);
        assertThat(tally.atDeadline().timeouts()).isEqualTo(1);
        assertThat(tally.atDeadline().durations().overflow()).isEqualTo(1);
    }

    @Test
    void shouldSumFiguresThatCallsCarry() {
        add(SERVED.whole("r1", new Call(10, Status.OK, 5, 1_000, 7)));
        add(SERVED.whole("r2", new Call(20, Status.OK, Observation.ABSENT, 3_000, Observation.ABSENT)));
        Tally tally = only().tally();
        assertThat(tally.durationSum()).isEqualTo(30);
        assertThat(tally.cpu().total()).isEqualTo(1);
        assertThat(tally.memory().total()).isEqualTo(2);
        assertThat(List.of(tally.cpuSum(), tally.memorySum(), tally.costSum())).containsExactly(5L, 4_000L, 7L);
    }

    @Test
    void shouldLeaveNothingBehindWhenDrained() {
        add(SERVED.ok("r1"));
        assertThat(combiner.drain()).containsOnlyKeys("sentiment");
        assertThat(combiner.drain()).isEmpty();
        add(SERVED.ok("r2"));
        assertThat(only().tally().calls()).isEqualTo(1);
    }

    @Test
    void shouldSayForWhichPartitionItCounts() {
        add(SERVED.ok("r1"));
        assertThat(combiner.drain().get("sentiment").partition()).isEqualTo(3);
    }

    @Test
    void shouldTakeTheRoutersMarkOnAUnitsFirstRequest() {
        assertThat(admission(SERVED.of("u1").marked(true).ok("r1"))).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admission(SERVED.of("u1").marked(true).ok("r2"))).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admission(SERVED.of("u1").marked(false).ok("r3"))).isEqualTo(Admission.REPEAT);
    }

    @Test
    void shouldRememberUnitsWithoutAMarkAcrossDrains() {
        assertThat(admission(SERVED.of("u1").ok("r1"))).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admission(SERVED.of("u1").at(START + 1).ok("r2"))).isEqualTo(Admission.REPEAT);
        assertThat(admission(SERVED.of("u2").ok("r3"))).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admission(SERVED.ok("r4"))).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admission(SERVED.of("u1").at(START + 600_000).ok("r5"))).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    @Test
    void shouldCountAllPartsOfAUnitsFirstRequestAsFirst() {
        assertThat(admission(SERVED.of("u1").parts("r1", true, false, null))).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admission(SERVED.of("u1").parts("r1", false, true, call(9, Status.OK))))
                .isEqualTo(Admission.FIRST_OF_UNIT);
    }

    @Test
    void shouldKnowTheUnitsOfFirstRequestsOnly() {
        add(SERVED.of("u1").ok("r1"));
        add(SERVED.of("u1").at(START + 1).ok("r2"));
        add(SERVED.of("u2").marked(true).ok("r3"));
        add(SERVED.of("u3").marked(false).ok("r4"));
        add(SERVED.ok("r5"));
        add(SERVED.of("u4").by("v2.0", Role.SERVED, false).ok("r6"));
        add(SERVED.of("u5").by("v2.0", Role.SHADOW, true).ok("r7"));
        UnitSample.Builder expected = new UnitSample.Builder();
        expected.add(UnitKey.ofUnit(SERVED.of("u1").ok("r1")));
        expected.add(UnitKey.ofUnit(SERVED.of("u2").ok("r3")));
        expected.add(UnitKey.ofRequest(SERVED.ok("r5")));
        Map<Admission, UnitSample> units = drained().stream()
                .collect(Collectors.toMap(
                        count -> count.cell().admission(),
                        count -> count.tally().units(),
                        UnitSample::plus));
        assertThat(units)
                .containsEntry(Admission.FIRST_OF_UNIT, expected.build())
                .containsEntry(Admission.REPEAT, UnitSample.EMPTY)
                .containsEntry(Admission.NOT_RANDOMISED, UnitSample.EMPTY);
    }

    @Test
    void shouldNeverCallRandomisedWhatWasNotDrawn() {
        assertThat(admission(SERVED.by("v2.0", Role.SERVED, false).marked(true).ok("r1")))
                .isEqualTo(Admission.NOT_RANDOMISED);
        assertThat(admission(SERVED.by("v2.0", Role.SHADOW, true).marked(true).ok("r2")))
                .isEqualTo(Admission.NOT_RANDOMISED);
    }

    @Test
    void shouldPassOnOnlyWhatIsNewOfAnEvent() {
        add(SERVED.parts("r1", true, false, null));
        assertThat(add(SERVED.ok("r1"))).isTrue();
        assertThat(add(SERVED.ok("r1"))).isFalse();
        Tally tally = only().tally();
        assertThat(List.of(tally.requestParts(), tally.predictionParts(), tally.calls()))
                .containsOnly(1L);
        // A router accounts for the request once, whatever its parts.
        assertThat(tally.routed()).isEqualTo(1);
    }

    /** The parts of a request need have nothing in common but request, variant and role. */
    @Test
    void shouldPutALaterPartWhereItsRequestIs() {
        add(SERVED.of("u1").in(Map.of("user_type", "free")).parts("r1", true, false, null));
        Count request = only();
        add(SERVED.at(START + 2_500).parts("r1", false, false, call(9, Status.OK)));
        Count call = only();
        assertThat(call.cell()).isEqualTo(request.cell());
        assertThat(call.tally().calls()).isEqualTo(1);
        assertThat(call.tally().routed()).isZero();
    }

    @Test
    void shouldAdmitTheRequestOfAUnitThatWasAssignedFirst() {
        add(SERVED.of("u1").at(START + 900).ok("quick"));
        drained();
        add(SERVED.of("u1").at(START).whole("slow", call(3_000_000, Status.OK)));
        Delta delta = combiner.drain().get("sentiment");

        assertThat(delta.counts()).singleElement().satisfies(count -> {
            assertThat(count.cell().second()).isEqualTo(START / 1_000);
            assertThat(count.cell().admission()).isEqualTo(Admission.FIRST_OF_UNIT);
        });
        assertThat(delta.corrections()).singleElement().satisfies(correction -> {
            assertThat(correction.cell().admission()).isEqualTo(Admission.FIRST_OF_UNIT);
            assertThat(correction.admission()).isEqualTo(Admission.REPEAT);
            assertThat(correction.tally().durations().quantile(0.5)).isBetween(19_800.0, 20_200.0);
            assertThat(List.of(
                            correction.tally().requests(),
                            correction.tally().calls(),
                            correction.tally().routed()))
                    .containsOnly(1L);
        });
    }

    @Test
    void shouldCountLaterPartsOfARequestThatWasTakenBackAsARepeat() {
        add(SERVED.of("u1").at(START + 900).parts("late", true, false, null));
        add(SERVED.of("u1").ok("early"));
        drained();
        add(SERVED.of("u1").at(START + 900).parts("late", false, false, call(9, Status.OK)));
        assertThat(only().cell().admission()).isEqualTo(Admission.REPEAT);
    }

    /** A part that came too late for a delta is corrected with what that delta held. */
    @Test
    void shouldTakeBackAllPartsOfARequest() {
        add(SERVED.of("u1").at(START + 900).parts("late", true, false, null));
        drained();
        add(SERVED.of("u1").at(START + 900).parts("late", false, true, call(9, Status.OK)));
        add(SERVED.of("u1").ok("early"));
        assertThat(combiner.drain().get("sentiment").corrections())
                .singleElement()
                .satisfies(correction -> assertThat(List.of(
                                correction.tally().requestParts(),
                                correction.tally().predictionParts(),
                                correction.tally().calls()))
                        .containsOnly(1L));
    }

    @Test
    void shouldLeaveEvidenceAsItIsOnceItsSecondHasClosed() {
        long closed = START + 1_000 + TIMEOUT_MICROS / 1_000 + CLOSING.toMillis();
        add(SERVED.of("u1").at(START + 999).ok("r1"));
        combiner.readUntil(closed - 1);
        add(SERVED.of("u1").at(START + 500).ok("r2"));
        assertThat(combiner.drain().get("sentiment").corrections()).hasSize(1);

        combiner.readUntil(closed);
        assertThat(admission(SERVED.of("u1").ok("r3"))).isEqualTo(Admission.REPEAT);
        assertThat(admission(SERVED.of("u2").ok("r4"))).isEqualTo(Admission.REPEAT);
        assertThat(admission(SERVED.of("u2").at(START + 20_000).ok("r5"))).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    /** A request that the routers account for twice is one request. */
    @Test
    void shouldCountARetryAsAssignedAndNothingElse() {
        add(SERVED.ok("r1"));
        drained();
        assertThat(add(SERVED.at(START + 2_000).whole("r1", call(9, Status.ERROR))))
                .isFalse();
        assertThat(add(SERVED.at(START + 2_000).whole("r1", call(9, Status.ERROR))))
                .isFalse();
        Count retry = only();
        assertThat(retry.cell().second()).isEqualTo(START / 1_000 + 2);
        assertThat(retry.tally().routed()).isEqualTo(1);
        assertThat(retry.tally().requests()).isZero();
    }

    /** An event that says nothing of a request cannot be what is known of it. */
    @Test
    void shouldKeepWhatIsKnownOfARequestThatWasAssignedBefore() {
        add(SERVED.at(START + 2_000).ok("r1"));
        add(SERVED.parts("r1", false, false, null));
        Delta delta = combiner.drain().get("sentiment");
        assertThat(delta.corrections()).isEmpty();
        assertThat(delta.counts().stream()
                        .mapToLong(count -> count.tally().calls())
                        .sum())
                .isEqualTo(1);
        assertThat(delta.counts().stream()
                        .mapToLong(count -> count.tally().routed())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void shouldNotTakeAPartForARetryWhenItComesAgain() {
        add(SERVED.parts("r1", true, false, null));
        add(SERVED.at(START + 2_500).parts("r1", false, false, call(9, Status.OK)));
        add(SERVED.at(START + 2_500).parts("r1", false, false, call(9, Status.OK)));
        assertThat(only().tally().routed()).isEqualTo(1);
    }

    /** The first attempt hangs, the retry is quick: what counts must not depend on which of them hung. */
    @Test
    void shouldCountTheFirstAttemptThoughItsRetryCameBefore() {
        add(SERVED.at(START + 2_000).marked(false).ok("r1"));
        drained();
        add(SERVED.marked(true).whole("r1", call(TIMEOUT_MICROS + 1, Status.TIMEOUT)));
        Delta delta = combiner.drain().get("sentiment");

        assertThat(delta.counts()).singleElement().satisfies(count -> {
            assertThat(count.cell().admission()).isEqualTo(Admission.FIRST_OF_UNIT);
            assertThat(count.tally().timeouts()).isEqualTo(1);
        });
        assertThat(delta.corrections())
                .extracting(
                        correction -> correction.cell().admission(),
                        Correction::admission,
                        correction -> correction.tally().calls(),
                        correction -> correction.tally().routed())
                .containsExactly(
                        tuple(Admission.REPEAT, null, 1L, 0L),
                        tuple(Admission.REPEAT, Admission.NOT_RANDOMISED, 0L, 1L));
        // Neither of them once more.
        assertThat(add(SERVED.at(START + 2_000).marked(false).ok("r1"))).isFalse();
        assertThat(add(SERVED.marked(true).ok("r1"))).isFalse();
        assertThat(combiner.drain()).isEmpty();
    }

    /** The weight was raised between a request and its retry. */
    @Test
    void shouldCountARetryByAnotherVariantInTheMetricsOnly() {
        assertThat(admission(SERVED.by("v1.0", Role.SERVED, true).ok("r1"))).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admission(SERVED.at(START + 2_000).ok("r1"))).isEqualTo(Admission.NOT_RANDOMISED);

        assertThat(admission(SERVED.at(START + 2_000).ok("r2"))).isEqualTo(Admission.FIRST_OF_UNIT);
        add(SERVED.by("v1.0", Role.SERVED, true).ok("r2"));
        Delta delta = combiner.drain().get("sentiment");
        assertThat(delta.counts())
                .singleElement()
                .satisfies(count -> assertThat(count.cell().admission()).isEqualTo(Admission.FIRST_OF_UNIT));
        assertThat(delta.corrections()).singleElement().satisfies(correction -> {
            assertThat(correction.cell().variant()).isEqualTo("v2.0");
            assertThat(correction.admission()).isEqualTo(Admission.NOT_RANDOMISED);
        });
    }

    @Test
    void shouldCountACallThatEndedAfterTheDeadlineAsUnfinishedInTheEvidence() {
        TimeLimits limits = new TimeLimits(TIMEOUT_MICROS, 2_000_000);
        combiner.add(SERVED.whole("whole", call(2_000_001, Status.OK)), limits);
        combiner.add(SERVED.parts("call", false, false, call(3_000_000, Status.ERROR)), limits);
        combiner.add(SERVED.parts("call", true, false, null), limits);
        combiner.add(SERVED.whole("in time", call(2_000_000, Status.OK)), limits);
        combiner.add(SERVED.whole("beyond both", call(TIMEOUT_MICROS + 1, Status.OK)), limits);
        Map<Admission, Tally> tallies = drained().stream()
                .collect(Collectors.toMap(count -> count.cell().admission(), Count::tally));

        Tally evidence = tallies.get(Admission.FIRST_OF_UNIT);
        assertThat(evidence.calls()).isEqualTo(2);
        assertThat(evidence.unanswered()).isEqualTo(2);
        assertThat(evidence.atDeadline().timeouts()).isEqualTo(3);
        assertThat(evidence.atDeadline().errors()).isEqualTo(3);
        Tally all = evidence.plus(tallies.get(Admission.NOT_RANDOMISED));
        assertThat(all.requests()).isEqualTo(4);
        assertThat(all.timeouts()).isEqualTo(1);
        assertThat(all.errors()).isEqualTo(2);
    }

    @Test
    void shouldKeepABoundedNumberOfSegmentsApart() {
        for (int i = 0; i < KnownSegments.LARGEST_SEGMENTS + 50; i++) {
            add(SERVED.in(Map.of("region", "r" + i)).ok("id" + i));
        }
        List<Count> counts = drained();
        assertThat(counts).hasSize(KnownSegments.LARGEST_SEGMENTS + 1);
        assertThat(counts)
                .filteredOn(count ->
                        Segments.value(count.cell().segments(), "region").equals(Segments.OTHER))
                .singleElement()
                .satisfies(count -> assertThat(count.tally().calls()).isEqualTo(50));
    }

    @Test
    void shouldAskNotToWaitOnlyWhenMuchFails() {
        add(SERVED.whole("r1", call(10, Status.ERROR)));
        add(SERVED.whole("r2", call(10, Status.ERROR)));
        assertThat(combiner.isAlarming()).isFalse();
        add(SERVED.whole("r3", call(10, Status.ERROR)));
        assertThat(combiner.isAlarming()).isTrue();
        combiner.drain();
        assertThat(combiner.isAlarming()).isFalse();
    }

    private boolean add(Observation event) {
        return combiner.add(event, LIMITS);
    }

    private Admission admission(Observation event) {
        add(event);
        return only().cell().admission();
    }

    private Count only() {
        List<Count> counts = drained();
        assertThat(counts).hasSize(1);
        return counts.get(0);
    }

    private List<Count> drained() {
        return combiner.drain().get("sentiment").counts();
    }
}
