package dev.weir.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ProductsTest {
    @Property
    void shouldBeRightToTheLastDigitsForAnyCounts(
            @ForAll @LongRange(min = 0, max = 1L << 53) long a,
            @ForAll @LongRange(min = 0, max = 1L << 53) long b,
            @ForAll @LongRange(min = 0, max = 1L << 53) long c,
            @ForAll @LongRange(min = 0, max = 1L << 53) long d) {
        assertRight(a, b, c, d);
    }

    @Property
    void shouldBeRightToTheLastDigitsForRatesThatHardlyDiffer(
            @ForAll @LongRange(min = 1_000_000_000L, max = 1L << 50) long a,
            @ForAll @LongRange(min = 1_000_000_000L, max = 1L << 50) long b,
            @ForAll @LongRange(min = -1_000, max = 1_000) long c,
            @ForAll @LongRange(min = -1_000, max = 1_000) long d) {
        assertRight(a, b, b + c, a + d);
    }

    @Test
    void shouldBeZeroOnlyForEqualProducts() {
        double n = 1e9 + 1;
        assertThat(Products.difference(n, n, n - 1, n + 1)).isEqualTo(1);
        assertThat(Products.difference(n, n, n, n)).isZero();
    }

    private static void assertRight(long a, long b, long c, long d) {
        double exact = BigDecimal.valueOf(a)
                .multiply(BigDecimal.valueOf(b))
                .subtract(BigDecimal.valueOf(c).multiply(BigDecimal.valueOf(d)))
                .doubleValue();
        assertThat(Math.abs(Products.difference(a, b, c, d) - exact)).isLessThanOrEqualTo(2 * Math.ulp(exact));
    }
}
