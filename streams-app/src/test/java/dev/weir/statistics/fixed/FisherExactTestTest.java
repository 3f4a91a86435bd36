package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FisherExactTestTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("fisher_exact")) {
            FisherExactTest test = FisherExactTest.test(row.whole("a"), row.whole("b"), row.whole("c"), row.whole("d"));
            Tolerance.checkRelative(row, "p_two_sided", test.twoSided());
            Tolerance.checkRelative(row, "p_less", test.less());
            Tolerance.checkRelative(row, "p_greater", test.greater());
        }
    }

    /** mpmath 1.3, 60 digits: the tails summed term by term from log-gamma. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 1, 0.0, 0.0, -0.69314718055994530942",
        "0, 1, 1, 0, 0.0, -0.69314718055994530942, 0.0",
        "1, 9, 11, 3, -5.8927216530074437366, -6.585868833567389046, -0.000033652470935854152435",
        "500, 999500, 600, 999400, -5.8738648503413794345, -6.5670120309013247439, -0.0011524503937125032268",
        "500000, 500000, 499000, 501000, -1.846968812146312747, -0.081689720244511784285, -2.5401159927062580564",
        "10, 999999990, 40, 999999960, -10.643251552518598546, -11.336398733078543856, -2.807053279317286684e-6",
        "1000000, 999000000, 1002000, 998998000, -1.8482889843954128488, -2.5414361649553581583, -0.081802055288538427165",
        "3, 9, 300000000, 700000000, 0.0, -0.70822878878784314463, -0.29144293260922758177",
        "400, 1600, 1000, 1000, -205.21157560059362051, -205.90472278115356582, 0.0",
        "0, 100000, 1000, 99000, -694.964087877363541, -695.65723505792348631, 0.0",
        "250000000, 750000000, 250000001, 749999999, 0.0, -0.69314718055994530942, -0.69306477879217539519"
    })
    void shouldKeepItsDigitsWithLargeMarginsAndTinyProbabilities(
            long a, long b, long c, long d, double logTwoSided, double logLess, double logGreater) {
        FisherExactTest test = FisherExactTest.test(a, b, c, d);
        assertThat(test.logTwoSided()).isCloseTo(logTwoSided, within(1e-9));
        assertThat(test.logLess()).isCloseTo(logLess, within(1e-9));
        assertThat(test.logGreater()).isCloseTo(logGreater, within(1e-9));
    }

    @Property
    void shouldBeWhatCountingAllTablesSays(
            @ForAll @IntRange(max = 25) int a,
            @ForAll @IntRange(max = 25) int b,
            @ForAll @IntRange(max = 25) int c,
            @ForAll @IntRange(max = 25) int d) {
        BigInteger observed = tables(a, b, c, d, a);
        BigInteger all = BigInteger.ZERO;
        BigInteger less = BigInteger.ZERO;
        BigInteger greater = BigInteger.ZERO;
        BigInteger twoSided = BigInteger.ZERO;
        for (int x = Math.max(0, a - d); x <= a + Math.min(b, c); x++) {
            BigInteger tables = tables(a, b, c, d, x);
            all = all.add(tables);
            less = x <= a ? less.add(tables) : less;
            greater = x >= a ? greater.add(tables) : greater;
            twoSided = tables.compareTo(observed) <= 0 ? twoSided.add(tables) : twoSided;
        }
        FisherExactTest test = FisherExactTest.test(a, b, c, d);
        assertThat(test.less()).isCloseTo(less.doubleValue() / all.doubleValue(), withinPercentage(1e-9));
        assertThat(test.greater()).isCloseTo(greater.doubleValue() / all.doubleValue(), withinPercentage(1e-9));
        assertThat(test.twoSided()).isCloseTo(twoSided.doubleValue() / all.doubleValue(), withinPercentage(1e-9));
    }

    /** The number of ways to get a table with x in place of a and the same margins. */
    private static BigInteger tables(int a, int b, int c, int d, int x) {
        return choose(a + b, x).multiply(choose(c + d, a + c - x));
    }

    private static BigInteger choose(int n, int k) {
        BigInteger choose = BigInteger.ONE;
        for (int i = 1; i <= k; i++) {
            choose = choose.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
        }
        return choose;
    }

    @Test
    void shouldTellNothingWhereOnlyOneTableIsPossible() {
        FisherExactTest nothing = new FisherExactTest(0, 0, 0);
        assertThat(FisherExactTest.test(0, 0, 0, 0)).isEqualTo(nothing);
        assertThat(FisherExactTest.test(0, 10, 0, 1_000_000_000_000L)).isEqualTo(nothing);
        assertThat(FisherExactTest.test(0, 0, 3, 4)).isEqualTo(nothing);
        assertThat(FisherExactTest.test(1, 0, 0, 0)).isEqualTo(nothing);
        assertThat(nothing.twoSided()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatIsNoTable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FisherExactTest.test(1, 2, -3, 4))
                .withMessage("c must be 0 or more, not -3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FisherExactTest.test(Long.MAX_VALUE, Long.MAX_VALUE, 1, 1))
                .withMessageStartingWith("a + b + c + d must be at most 2^53, not 1.8");
    }
}
