package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.UnitKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UnitSamplePropertyTest {
    /** Few enough that the same units come again and again. */
    @Provide
    Arbitrary<List<Integer>> units() {
        return Arbitraries.integers().between(0, 400).list().ofMaxSize(300);
    }

    @Property(tries = 300)
    void shouldBeTheUnionInWhateverOrderAndHoweverOften(
            @ForAll("units") List<Integer> a, @ForAll("units") List<Integer> b, @ForAll("units") List<Integer> c) {
        UnitSample x = sample(a);
        UnitSample y = sample(b);
        UnitSample z = sample(c);
        assertThat(x.plus(y)).isEqualTo(y.plus(x));
        assertThat(x.plus(y).plus(z)).isEqualTo(x.plus(y.plus(z)));
        assertThat(x.plus(x)).isEqualTo(x);
        assertThat(x.plus(UnitSample.EMPTY)).isEqualTo(x).isEqualTo(UnitSample.EMPTY.plus(x));
    }

    @Property(tries = 300)
    void shouldHoldExactlyTheUnitsWhoseHashBeginsWithFourZeroBits(
            @ForAll("units") List<Integer> a, @ForAll("units") List<Integer> b) {
        Set<Integer> both = new HashSet<>(a);
        both.addAll(b);
        assertThat(sample(a).plus(sample(b)).sampled())
                .containsExactly(both.stream()
                        .mapToLong(unit -> key(unit).identity())
                        .filter(identity -> Long.numberOfLeadingZeros(identity) >= 4)
                        .sorted()
                        .toArray());
    }

    @Property(tries = 300)
    void shouldNeverClaimMoreUnitsThanThereAre(@ForAll("units") List<Integer> units) {
        int distinct = new HashSet<>(units).size();
        assertThat(sample(units).distinctAtLeast()).isBetween(Math.min(1, distinct), Math.min(64, distinct));
        assertThat(sample(units).withoutSampled().distinctAtLeast())
                .isEqualTo(sample(units).distinctAtLeast());
    }

    /** That 60 units fall into fewer than 30 of 64 buckets has a probability of 4.2e-5, by the occupancy recursion. */
    @Example
    void shouldShowThatThereAreThirtyOnceThereAreSixty() {
        for (int i = 0; i < 1_000; i++) {
            List<Integer> units = IntStream.range(60 * i, 60 * i + 60).boxed().toList();
            assertThat(sample(units).distinctAtLeast()).isGreaterThanOrEqualTo(30);
        }
    }

    @Example
    void shouldRefuseWhatIsNoSample() {
        assertThatThrownBy(() -> new UnitSample(0, new long[] {5, 5}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampled must increase, not 5 then 5");
        assertThatThrownBy(() -> new UnitSample(0, new long[] {1L << 60}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampled must hold identities below 2^60, not 1152921504606846976");
    }

    private static UnitSample sample(List<Integer> units) {
        UnitSample.Builder builder = new UnitSample.Builder();
        units.forEach(unit -> builder.add(key(unit)));
        return builder.build();
    }

    private static UnitKey key(int unit) {
        return UnitKey.ofUnit(Events.SERVED.of("user-" + unit).ok("r"));
    }
}
