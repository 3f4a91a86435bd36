package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Bucket;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.shadow.Comparators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PairJoinPropertyTest {
    private static final long START = 1_700_000_000_000L;
    private static final TimeLimits LIMITS = TimeLimits.of(Duration.ofSeconds(5));
    private static final long OVER = START + 60_000;

    /** One event of a request or its copy. */
    private record Told(Observation event, PairSide side) {}

    /** What became of a request, by a plain look at it. */
    private record Truth(boolean served, boolean shadow, boolean servedFails, boolean shadowFails, boolean same) {}

    @Property(tries = 300)
    void shouldCountWhatAPlainRecountCountsInWhateverOrderAndPartsEventsCome(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int requests) {
        Random random = new Random(seed);
        List<Told> events = new ArrayList<>();
        long[] figures = new long[5];
        for (int i = 0; i < requests; i++) {
            Truth truth = new Truth(
                    random.nextInt(8) > 0,
                    random.nextInt(8) > 0,
                    random.nextInt(10) == 0,
                    random.nextInt(10) == 0,
                    random.nextInt(4) > 0);
            events.addAll(events(random, "r" + i, truth));
            boolean pair = truth.served && truth.shadow;
            figures[0] += pair ? 1 : 0;
            figures[1] += pair && !truth.servedFails ? 1 : 0;
            figures[2] += pair && !truth.servedFails && !truth.shadowFails && truth.same ? 1 : 0;
            figures[3] += truth.served && !truth.shadow ? 1 : 0;
            figures[4] += truth.shadow && !truth.served ? 1 : 0;
        }
        List<Told> repeated = new ArrayList<>(events);
        for (Told told : events) {
            if (random.nextInt(5) == 0) {
                repeated.add(told);
            }
        }
        Collections.shuffle(repeated, random);
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        for (Told told : repeated) {
            join.add(told.event, told.side, rules(10_000));
        }
        join.settle(OVER, model -> Optional.of(rules(10_000)));
        PairTally total = total(join);

        assertThat(total.pairs()).isEqualTo(figures[0]);
        assertThat(total.compared()).isEqualTo(figures[1]);
        assertThat(total.matches()).isEqualTo(figures[2]);
        assertThat(total.similarityMillionths()).isEqualTo(figures[2] * 1_000_000);
        assertThat(total.losses())
                .isEqualTo(new PairLosses(figures[3], figures[4], 0, repeated.size() - events.size(), 0));
        assertThat(total.baseline().calls()).isEqualTo(total.pairs());
        assertThat(total.candidate().calls()).isEqualTo(total.pairs());
        assertThat(total.disagreements().stream().mapToLong(Disagreement::count).sum())
                .isEqualTo(total.compared() - total.matches());
    }

    /**
     * A task that dies goes on from where it had settled pairs at its last commit, is told of the events before it once
     * more, and counts none of them twice.
     */
    @Property(tries = 300)
    void shouldCountTheSameAcrossARestart(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int requests) {
        Random random = new Random(seed);
        List<Told> events = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            events.addAll(events(random, "r" + i, new Truth(true, random.nextInt(5) > 0, false, false, true)));
        }
        for (Told told : List.copyOf(events)) {
            if (random.nextInt(5) == 0) {
                events.add(told);
            }
        }
        Collections.shuffle(events, random);
        int cut = random.nextInt(events.size() + 1);
        long settled = START + random.nextInt(14_000);
        PairJoin whole = new PairJoin(Duration.ofSeconds(1));
        PairTally before = tell(whole, events.subList(0, cut), settled);
        PairTally after = tell(whole, events.subList(cut, events.size()), OVER);

        PairJoin first = new PairJoin(Duration.ofSeconds(1));
        assertThat(tell(first, events.subList(0, cut), settled)).isEqualTo(before);
        PairJoin second = new PairJoin(Duration.ofSeconds(1));
        second.resumeAt(first.settledUntil());
        events.subList(0, cut).forEach(told -> add(second, told));
        second.drain();

        assertThat(second.open()).isEqualTo(first.open());
        assertThat(tell(second, events.subList(cut, events.size()), OVER)).isEqualTo(after);
    }

    private static PairTally tell(PairJoin join, List<Told> events, long settledMillis) {
        events.forEach(told -> add(join, told));
        join.settle(settledMillis, model -> Optional.of(rules(10_000)));
        return total(join);
    }

    @Example
    void shouldExpectACopyOfThoseRequestsThatRoutersCopy() {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        long copied = 0;
        for (int i = 0; i < 1_000; i++) {
            Told served = told("r" + i, Role.SERVED, START, Parts.CALL, Observation.Status.OK, "a");
            join.add(served.event, served.side, rules(3_000));
            copied += Bucket.of("salt", "r" + i) < 3_000 ? 1 : 0;
        }
        join.settle(OVER, model -> Optional.of(rules(3_000)));

        assertThat(copied).isBetween(250L, 350L);
        assertThat(total(join).losses().servedAlone()).isEqualTo(copied);
    }

    @Example
    void shouldCountACopyWithoutAnAnswerAtTheDeadlineAsATimeout() {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        add(join, told("r", Role.SERVED, START, 7, Observation.Status.OK, "a"));
        add(join, told("r", Role.SHADOW, START, Parts.REQUEST, Observation.Status.OK, "a"));
        join.settle(START + 6_999, model -> Optional.of(rules(10_000)));
        assertThat(join.drain()).isEmpty();
        join.settle(START + 7_000, model -> Optional.of(rules(10_000)));
        PairTally total = total(join);

        assertThat(total.candidate().timeouts()).isEqualTo(1);
        assertThat(total.compared()).isEqualTo(1);
        assertThat(total.matches()).isZero();
        assertThat(total.disagreements()).containsExactly(new Disagreement("a", Disagreement.FAILED, 1));
    }

    @Example
    void shouldCountWhatComesAfterItsPairWasSettledAsLate() {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        add(join, told("r", Role.SERVED, START, 7, Observation.Status.OK, "a"));
        join.settle(START + 7_000, model -> Optional.of(rules(10_000)));
        add(join, told("r", Role.SHADOW, START, 7, Observation.Status.OK, "a"));
        join.settle(OVER, model -> Optional.of(rules(10_000)));

        assertThat(total(join).losses()).isEqualTo(new PairLosses(1, 0, 1, 0, 0));
    }

    @Example
    void shouldLetAUnitWithoutAMarkBeEvidenceOnce() {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            for (Role role : Role.values()) {
                Observation event = observation("r" + i, role, START + i, 7, Observation.Status.OK, "heavy user");
                add(join, new Told(event, PairSide.of(event, null, label("a"))));
            }
        }
        join.settle(OVER, model -> Optional.of(rules(10_000)));
        List<Delta.Pairs> pairs = join.drain().get("m");

        assertThat(pairs)
                .extracting(each -> each.cell().admission())
                .containsExactlyInAnyOrder(Admission.FIRST_OF_UNIT, Admission.REPEAT);
        assertThat(pairs)
                .filteredOn(each -> each.cell().admission() == Admission.REPEAT)
                .extracting(each -> each.tally().pairs())
                .containsExactly(2L);
    }

    @Example
    void shouldHaveNoRoomForWhatDoesNotFitIntoARecord() {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        Observation event = observation("r", Role.SERVED, START, 7, Observation.Status.OK, null);
        join.add(
                event,
                PairSide.of(event, null, new Answer(null, null, null, "x".repeat(100_000), null)),
                rules(10_000));
        assertThat(total(join).losses()).isEqualTo(new PairLosses(0, 0, 0, 0, 1));
    }

    @Example
    void shouldPickTheFirstDisagreementsAndTheLatencyOutliersBeyondThreeTimesTheMedianRatio() {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        for (int i = 0; i < 400; i++) {
            boolean slow = i == 399;
            long at = START + i * 100L;
            Observation served = observation("r" + i, Role.SERVED, at, 7, 10_000);
            Observation shadow = observation("r" + i, Role.SHADOW, at, 7, slow ? 61_000 : 20_000);
            join.add(served, PairSide.of(served, null, label("a")), rules(10_000));
            join.add(shadow, PairSide.of(shadow, null, label(i < 150 ? "b" : "a")), rules(10_000));
        }
        join.settle(OVER, model -> Optional.of(rules(10_000)));
        List<PairSample> samples = join.drainSamples();

        assertThat(samples)
                .filteredOn(sample -> sample.kind() == PairSample.Kind.DISAGREEMENT)
                .hasSize(PairSamples.MOST_OF_A_KIND);
        assertThat(samples)
                .filteredOn(sample -> sample.kind() == PairSample.Kind.LATENCY_OUTLIER)
                .extracting(sample -> sample.pair().requestId())
                .containsExactly("r399");
        assertThat(join.drainSamples()).isEmpty();
    }

    @Example
    void shouldForgetPairsOfAModelThatCopiesNoLonger() {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        add(join, told("r", Role.SERVED, START, 7, Observation.Status.OK, "a"));
        join.settle(OVER, model -> Optional.empty());

        assertThat(join.drain()).isEmpty();
        assertThat(join.open()).isZero();
    }

    private static void add(PairJoin join, Told told) {
        join.add(told.event, told.side, rules(10_000));
    }

    /** The events of one request: of each side one with everything, or its parts apart. */
    private static List<Told> events(Random random, String id, Truth truth) {
        List<Told> events = new ArrayList<>();
        long at = START + random.nextInt(5_000);
        for (Role role : Role.values()) {
            boolean served = role == Role.SERVED;
            if (served ? !truth.served : !truth.shadow) {
                continue;
            }
            boolean fails = served ? truth.servedFails : truth.shadowFails;
            Observation.Status status = fails ? Observation.Status.ERROR : Observation.Status.OK;
            String label = served || truth.same ? "a" : "b";
            int[] parts =
                    random.nextBoolean() ? new int[] {7} : new int[] {Parts.REQUEST, Parts.PREDICTION, Parts.CALL};
            for (int part : parts) {
                events.add(told(id, role, at, part, status, label));
            }
        }
        return events;
    }

    private static Told told(String id, Role role, long at, int parts, Observation.Status status, String label) {
        Observation event = observation(id, role, at, parts, status, null);
        return new Told(
                event,
                PairSide.of(
                        event,
                        event.request() ? new Asked(Map.of("x", 1.0), Map.of(), 10L) : null,
                        event.prediction() ? label(label) : null));
    }

    private static Answer label(String label) {
        return new Answer(label, null, null, null, null);
    }

    private static Observation observation(String id, Role role, long at, int parts, long micros) {
        return observation(id, role, at, parts, Observation.Status.OK, null, micros);
    }

    private static Observation observation(
            String id, Role role, long at, int parts, Observation.Status status, String unit) {
        return observation(id, role, at, parts, status, unit, 10_000);
    }

    private static Observation observation(
            String id, Role role, long at, int parts, Observation.Status status, String unit, long micros) {
        return new Observation(
                id,
                "m",
                role == Role.SERVED ? "v1" : "v2",
                role,
                at,
                unit,
                Segments.NONE,
                2,
                false,
                true,
                null,
                (parts & Parts.REQUEST) != 0,
                (parts & Parts.PREDICTION) != 0,
                (parts & Parts.CALL) == 0
                        ? null
                        : new Observation.Call(
                                micros, status, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT));
    }

    private static PairRules rules(int sampleBps) {
        return new PairRules(
                "r",
                "v1",
                "v2",
                2,
                START,
                "salt",
                sampleBps,
                Comparators.named("label", 0).orElseThrow(),
                LIMITS);
    }

    private static PairTally total(PairJoin join) {
        return join.drain().values().stream()
                .flatMap(List::stream)
                .map(Delta.Pairs::tally)
                .reduce(PairTally.EMPTY, PairTally::plus);
    }
}
