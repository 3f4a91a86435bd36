package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TallyPropertyTest {
    @Provide
    Arbitrary<List<Observation>> events() {
        Arbitrary<Long> figure = Arbitraries.longs().between(-1, 1L << 41);
        Arbitrary<Call> calls = Combinators.combine(
                        Arbitraries.longs().between(0, 1L << 41),
                        Arbitraries.of(Status.values()),
                        figure,
                        figure,
                        figure)
                .as(Call::new);
        return Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, false), calls.injectNull(0.2))
                .as((request, prediction, call) -> Events.SERVED.parts("r", request, prediction, call))
                .list()
                .ofMaxSize(30);
    }

    @Property(tries = 300)
    void shouldAddInAnyOrderToTheSameBits(
            @ForAll("events") List<Observation> a,
            @ForAll("events") List<Observation> b,
            @ForAll("events") List<Observation> c) {
        Tally x = tally(a);
        Tally y = tally(b);
        Tally z = tally(c);
        assertThat(x.plus(y)).isEqualTo(y.plus(x));
        assertThat(x.plus(y).plus(z)).isEqualTo(x.plus(y.plus(z)));
        assertThat(x.plus(Tally.EMPTY)).isEqualTo(x).isEqualTo(Tally.EMPTY.plus(x));
    }

    @Property(tries = 300)
    void shouldTakeOutAgainWhatWasAdded(@ForAll("events") List<Observation> a, @ForAll("events") List<Observation> b) {
        Tally x = tally(a);
        Tally y = tally(b);
        assertThat(x.plus(y).contains(x)).isTrue();
        assertThat(x.plus(y).minus(y)).isEqualTo(x);
        if (!y.equals(Tally.EMPTY)) {
            assertThat(x.contains(x.plus(y))).isFalse();
            assertThatThrownBy(() -> x.minus(x.plus(y))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 100)
    void shouldSumUpToTheSameBits(
            @ForAll("lists") List<List<Observation>> lists, @ForAll("events") List<Observation> back) {
        TallySum sum = new TallySum(tally(back));
        Tally expected = tally(back);
        for (int i = 0; i < lists.size(); i++) {
            Tally each = tally(lists.get(i));
            sum.add(each);
            expected = expected.plus(each);
            if (i % 20 == 19) {
                assertThat(sum.total()).isEqualTo(expected.withoutUnits());
            }
        }
        assertThat(sum.takeBack(tally(back))).isTrue();
        assertThat(sum.total().plus(tally(back)).withoutUnits()).isEqualTo(expected.withoutUnits());
    }

    @Example
    void shouldNotTakeBackWhatIsNotInASum() {
        Tally one = tally(List.of(Events.SERVED.parts("r", true, true, null)));
        TallySum sum = new TallySum(one);
        assertThat(sum.takeBack(one.plus(one))).isFalse();
        assertThat(sum.total()).isEqualTo(one.withoutUnits());
    }

    @Provide
    Arbitrary<List<List<Observation>>> lists() {
        return events().list().ofMaxSize(50);
    }

    @Property(tries = 300)
    void shouldCountNoRequestTwiceAtTheDeadline(@ForAll("events") List<Observation> events) {
        Tally tally = tally(events);
        Tally done = tally.atDeadline();
        assertThat(done.calls()).isEqualTo(Math.max(tally.calls(), tally.requestParts()));
        assertThat(done.timeouts() - tally.timeouts()).isEqualTo(done.errors() - tally.errors());
        assertThat(done.timeouts()).isBetween(0L, done.errors());
        assertThat(done.errors()).isLessThanOrEqualTo(done.calls());
        assertThat(done.durations().total()).isEqualTo(done.calls() - (done.errors() - done.timeouts()));
        assertThat(done.atDeadline()).isEqualTo(done);
    }

    private static Tally tally(List<Observation> events) {
        TallyBuilder builder = new TallyBuilder();
        events.forEach(event -> builder.add(Parts.of(event), event.routed(), event.call(), Events.TIMEOUT_MICROS));
        return builder.build();
    }
}
