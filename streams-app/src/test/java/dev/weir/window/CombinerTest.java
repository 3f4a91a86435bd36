package dev.weir.window;

import static dev.weir.window.Events.SERVED;
import static dev.weir.window.Events.START;
import static dev.weir.window.Events.TIMEOUT_MICROS;
import static dev.weir.window.Events.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.event.UnitKey;
import dev.weir.window.Delta.Count;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CombinerTest {
    private final Combiner combiner = new Combiner(3);

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
        assertThat(admission(SERVED.of("u1").ok("r2"))).isEqualTo(Admission.REPEAT);
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
        add(SERVED.of("u1").ok("r2"));
        add(SERVED.of("u2").marked(true).ok("r3"));
        add(SERVED.of("u3").marked(false).ok("r4"));
        add(SERVED.ok("r5"));
        add(SERVED.of("u4").by("v2.0", Role.SERVED, false).ok("r6"));
        add(SERVED.of("u5").by("v2.0", Role.SHADOW, true).ok("r7"));
        UnitSample.Builder expected = new UnitSample.Builder();
        for (Observation event :
                List.of(SERVED.of("u1").ok("r"), SERVED.of("u2").ok("r"), SERVED.ok("r5"))) {
            expected.add(UnitKey.of(event));
        }
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
    void shouldKeepABoundedNumberOfSegmentsApart() {
        for (int i = 0; i < Combiner.LARGEST_SEGMENTS + 50; i++) {
            add(SERVED.in(Map.of("region", "r" + i)).ok("id" + i));
        }
        List<Count> counts = drained();
        assertThat(counts).hasSize(Combiner.LARGEST_SEGMENTS + 1);
        assertThat(counts)
                .filteredOn(count ->
                        Segments.value(count.cell().segments(), "region").equals(Segments.OTHER))
                .singleElement()
                .satisfies(count -> assertThat(count.tally().calls()).isEqualTo(50));
    }

    @Test
    void shouldAskNotToWaitOnlyWhenMuchFails() {
        add(SERVED.whole("r1", call(10, Status.ERROR)));
        assertThat(combiner.isAlarming()).isFalse();
        add(SERVED.whole("r2", call(10, Status.ERROR)));
        assertThat(combiner.isAlarming()).isTrue();
        combiner.drain();
        assertThat(combiner.isAlarming()).isFalse();
    }

    private boolean add(Observation event) {
        return combiner.add(event, TIMEOUT_MICROS);
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
