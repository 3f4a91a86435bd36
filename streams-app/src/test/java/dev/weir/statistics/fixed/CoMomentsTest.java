package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CoMomentsTest {
    record Pair(double x, double y) {}

    @Provide
    Arbitrary<List<Pair>> pairs() {
        Arbitrary<Double> value = Arbitraries.doubles().between(-1_000, 1_000);
        return Combinators.combine(value, value).as(Pair::new).list().ofMaxSize(40);
    }

    private static CoMoments of(List<Pair> pairs) {
        CoMoments moments = CoMoments.EMPTY;
        for (Pair pair : pairs) {
            moments = moments.plus(pair.x(), pair.y());
        }
        return moments;
    }

    @Property
    void shouldBeTheSameHoweverThePairsAreCutAndOrdered(
            @ForAll("pairs") List<Pair> one, @ForAll("pairs") List<Pair> two, @ForAll("pairs") List<Pair> three) {
        CoMoments left = of(one).plus(of(two)).plus(of(three));
        CoMoments right = of(three).plus(of(two).plus(of(one)));
        assertNear(left, right);
    }

    @Property
    void shouldAgreeWithTheSumsOfTheDefinition(@ForAll("pairs") List<Pair> pairs) {
        double meanX = pairs.stream().mapToDouble(Pair::x).average().orElse(0);
        double meanY = pairs.stream().mapToDouble(Pair::y).average().orElse(0);
        double sxx = 0;
        double syy = 0;
        double sxy = 0;
        for (Pair pair : pairs) {
            sxx += (pair.x() - meanX) * (pair.x() - meanX);
            syy += (pair.y() - meanY) * (pair.y() - meanY);
            sxy += (pair.x() - meanX) * (pair.y() - meanY);
        }
        assertNear(of(pairs), new CoMoments(pairs.size(), meanX, meanY, sxx, syy, pairs.size() < 2 ? 0 : sxy));
    }

    @Property
    void shouldBeTheSameFromRawSums(@ForAll("pairs") List<Pair> pairs) {
        CoMoments fromSums = CoMoments.ofSums(
                pairs.size(),
                pairs.stream().mapToDouble(Pair::x).sum(),
                pairs.stream().mapToDouble(Pair::y).sum(),
                pairs.stream().mapToDouble(p -> p.x() * p.x()).sum(),
                pairs.stream().mapToDouble(p -> p.y() * p.y()).sum(),
                pairs.stream().mapToDouble(p -> p.x() * p.y()).sum());
        assertNear(fromSums, of(pairs));
    }

    @Test
    void shouldKeepTheScatterOnTopOfALevelAtWhichRawSumsLoseIt() {
        CoMoments moments = CoMoments.EMPTY;
        double sum = 0;
        double sumOfSquares = 0;
        for (int i = 0; i < 1_000; i++) {
            double x = 1e9 + i % 2;
            moments = moments.plus(x, 0);
            sum += x;
            sumOfSquares += x * x;
        }
        assertThat(moments.sxx()).isCloseTo(250, within(1e-6));
        double fromRawSums = CoMoments.ofSums(1_000, sum, 0, sumOfSquares, 0, 0).sxx();
        assertThat(Math.abs(fromRawSums - 250)).isGreaterThan(100);
    }

    @Test
    void shouldHaveNoScatterOfOnePair() {
        assertThat(CoMoments.EMPTY.plus(3, -4)).isEqualTo(new CoMoments(1, 3, -4, 0, 0, 0));
        assertThat(CoMoments.ofSums(1, 3, -4, 9, 16, -12)).isEqualTo(new CoMoments(1, 3, -4, 0, 0, 0));
        assertThat(CoMoments.ofSums(0, 0, 0, 0, 0, 0)).isEqualTo(CoMoments.EMPTY);
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoMoments.EMPTY.plus(Double.NaN, 0))
                .withMessage("meanX must be finite, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoMoments(-1, 0, 0, 0, 0, 0))
                .withMessage("n must be from 0 to 9007199254740992, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoMoments(2, 0, 0, -1, 0, 0))
                .withMessage("sxx must be 0 or more, not -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoMoments(1, 0, 0, 0, 5, 0))
                .withMessage("syy must be 0 for n = 1, not 5.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoMoments.ofSums(2, 10, 0, 49, 0, 0))
                .withMessage("sumXX must be at least the squared sum divided by n, 50.0, not 49.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoMoments.ofSums(2, Double.NaN, 0, 49, 0, 0))
                .withMessage("sumX must be finite, not NaN");
    }

    private static void assertNear(CoMoments actual, CoMoments expected) {
        assertThat(actual.n()).isEqualTo(expected.n());
        assertThat(actual.meanX()).isCloseTo(expected.meanX(), within(1e-9));
        assertThat(actual.meanY()).isCloseTo(expected.meanY(), within(1e-9));
        assertThat(actual.sxx()).isCloseTo(expected.sxx(), within(1e-5));
        assertThat(actual.syy()).isCloseTo(expected.syy(), within(1e-5));
        assertThat(actual.sxy()).isCloseTo(expected.sxy(), within(1e-5));
    }
}
