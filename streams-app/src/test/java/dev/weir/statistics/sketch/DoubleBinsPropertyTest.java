package dev.weir.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DoubleBinsPropertyTest {
    @Property
    void shouldKeepTheOrderOfNumbers(@ForAll double a, @ForAll double b) {
        double low = Math.min(a, b);
        double high = Math.max(a, b);
        assertThat(DoubleBins.bin(low)).isLessThanOrEqualTo(DoubleBins.bin(high));
    }

    @Property
    void shouldTellNumbersApartThatDifferByMoreThanATenthOfAPercent(@ForAll double value) {
        double more = value * 1.001;
        if (Math.abs(value) >= Double.MIN_NORMAL && Math.abs(more) <= Double.MAX_VALUE) {
            assertThat(DoubleBins.bin(more)).isNotEqualTo(DoubleBins.bin(value));
        }
    }

    @Property
    void shouldMakeCoarserBinsOfWholeOnes(
            @ForAll double a, @ForAll double b, @ForAll @IntRange(max = DoubleBins.COARSEST - 1) int halvings) {
        int first = DoubleBins.coarser(DoubleBins.bin(a), halvings);
        int second = DoubleBins.coarser(DoubleBins.bin(b), halvings);
        if (first == second) {
            assertThat(DoubleBins.coarser(DoubleBins.bin(a), halvings + 1))
                    .isEqualTo(DoubleBins.coarser(DoubleBins.bin(b), halvings + 1));
        }
    }

    @Example
    void shouldPutWhatIsNoNumberApartAndBothZerosTogether() {
        assertThat(DoubleBins.bin(0.0)).isEqualTo(DoubleBins.bin(-0.0));
        assertThat(DoubleBins.bin(Double.NaN)).isGreaterThan(DoubleBins.bin(Double.POSITIVE_INFINITY));
        assertThat(DoubleBins.bin(Double.NEGATIVE_INFINITY)).isLessThan(DoubleBins.bin(-Double.MAX_VALUE));
        assertThat(DoubleBins.coarser(DoubleBins.bin(-5), DoubleBins.COARSEST)).isEqualTo(-1);
        assertThat(DoubleBins.coarser(DoubleBins.bin(5), DoubleBins.COARSEST)).isZero();
        assertThatThrownBy(() -> DoubleBins.coarser(0, 22)).hasMessage("halvings must be from 0 to 21, not 22");
    }
}
