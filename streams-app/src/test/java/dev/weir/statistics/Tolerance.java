package dev.weir.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.OracleTable.Row;

/**
 * How near a computed value must be to an oracle's: 1e-9 relative, 1e-6 for roots, 1e-7 from 1e8 trials on; 1e-12
 * absolute about zero.
 */
public final class Tolerance {
    private static final double VALUE = 1e-9;
    private static final double ROOT = 1e-6;
    private static final double LARGE = 1e-7;
    private static final double ABOUT_ZERO = 1e-12;

    private Tolerance() {}

    public static void check(Row row, String column, double actual) {
        check(row, column, actual, VALUE);
    }

    public static void checkRoot(Row row, String column, double actual) {
        check(row, column, actual, ROOT);
    }

    public static void checkLarge(Row row, String column, double actual) {
        check(row, column, actual, LARGE);
    }

    /** For p-values, of which 1e-300 is as good a number as any. */
    public static void checkRelative(Row row, String column, double actual) {
        double expected = row.real(column);
        assertThat(actual).as("%s of %s", column, row).isCloseTo(expected, within(VALUE * Math.abs(expected)));
    }

    /** The values of a cell that holds several. */
    public static void checkAll(Row row, String column, double[] actual) {
        double[] expected = row.reals(column);
        assertThat(actual).as("%s of %s", column, row).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("%s %d of %s", column, i, row)
                    .isCloseTo(expected[i], within(bound(expected[i], VALUE)));
        }
    }

    private static void check(Row row, String column, double actual, double relative) {
        double expected = row.real(column);
        assertThat(actual).as("%s of %s", column, row).isCloseTo(expected, within(bound(expected, relative)));
    }

    private static double bound(double expected, double relative) {
        return Math.max(ABOUT_ZERO, relative * Math.abs(expected));
    }
}
