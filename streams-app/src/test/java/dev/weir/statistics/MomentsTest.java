package dev.weir.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MomentsTest {
    @Property
    void shouldBeWhatExactArithmeticSays(@ForAll("samples") double[] values) {
        Moments moments = Moments.of(values);
        BigDecimal sum = Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal mean = sum.divide(BigDecimal.valueOf(values.length), new MathContext(60));
        double m2 = Arrays.stream(values)
                .mapToObj(value -> new BigDecimal(value).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
        assertThat(moments.n()).isEqualTo(values.length);
        assertThat(moments.mean()).isCloseTo(mean.doubleValue(), withinPercentage(1e-13));
        assertThat(moments.m2()).isCloseTo(m2, within(1e-12 * m2));
    }

    @Property
    void shouldAddUpToTheSameHoweverTheSampleIsCutAndOrdered(
            @ForAll("samples") double[] a, @ForAll("samples") double[] b, @ForAll("samples") double[] c) {
        Moments all = Moments.of(Arrays.stream(new double[][] {a, b, c})
                .flatMapToDouble(Arrays::stream)
                .toArray());
        Moments left = Moments.of(a).plus(Moments.of(b)).plus(Moments.of(c));
        Moments right = Moments.of(a).plus(Moments.of(b).plus(Moments.of(c)));
        Moments singly = Moments.EMPTY;
        for (double[] part : List.of(c, a, b)) {
            for (double value : part) {
                singly = singly.plus(value);
            }
        }
        for (Moments sum : List.of(left, right, singly)) {
            assertThat(sum.n()).isEqualTo(all.n());
            assertThat(sum.mean()).isCloseTo(all.mean(), withinPercentage(1e-12));
            assertThat(sum.m2()).isCloseTo(all.m2(), within(1e-9 * all.m2()));
        }
    }

    @Property
    void shouldAddUpToTheSameBitsInEitherOrder(@ForAll("samples") double[] a, @ForAll("samples") double[] b) {
        assertThat(Moments.of(a).plus(Moments.of(b))).isEqualTo(Moments.of(b).plus(Moments.of(a)));
        assertThat(Moments.of(a).plus(Moments.EMPTY)).isEqualTo(Moments.of(a));
        assertThat(Moments.EMPTY.plus(Moments.of(a))).isEqualTo(Moments.of(a));
    }

    /** Far from zero, because that is where sums of raw squares fail. */
    @Provide
    Arbitrary<double[]> samples() {
        return Arbitraries.doubles()
                .between(999_999, 1_000_001)
                .array(double[].class)
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Test
    void shouldKeepTheSpreadOfValuesFarFromZero() {
        assertThat(Moments.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16).variance()).isEqualTo(30);
        assertThat(Moments.of(0.1, 0.1, 0.1)).isEqualTo(new Moments(3, 0.1, 0));
    }

    @Test
    void shouldNotOverflowWithManyValues() {
        Moments many = Moments.ofVariance(3_000_000_000L, 1, 4).plus(Moments.ofVariance(5_000_000_000L, 1, 4));
        assertThat(many.n()).isEqualTo(8_000_000_000L);
        assertThat(many.variance()).isCloseTo(4, withinPercentage(1e-7));
    }

    @Test
    void shouldHaveNoVarianceBelowTwoValues() {
        assertThat(Moments.of()).isEqualTo(Moments.EMPTY);
        assertThat(Moments.of(5)).isEqualTo(new Moments(1, 5, 0));
        assertThatIllegalStateException()
                .isThrownBy(() -> Moments.of(5).variance())
                .withMessage("a variance takes two values, there are 1");
    }

    @Test
    void shouldRefuseWhatCannotBeTheMomentsOfASample() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.of(1, Double.NaN))
                .withMessage("mean must be finite, and 0 of no values, not NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> Moments.of(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Moments(-1, 0, 0))
                .withMessage("n must be 0 or more, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Moments(1, 0, 2))
                .withMessage("m2 must be 0 or more and finite, and 0 of fewer than two values, not 2.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.ofVariance(1, 0, 0))
                .withMessage("n must be 2 or more to have a variance, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.ofVariance(3, 0, -1))
                .withMessage("variance must be 0 or more and finite, not -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.ofVariance(3, 0, Double.NaN))
                .withMessage("variance must be 0 or more and finite, not NaN");
    }
}
