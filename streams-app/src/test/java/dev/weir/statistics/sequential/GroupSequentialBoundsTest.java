package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.NormalTail;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GroupSequentialBoundsTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("group_sequential_obf")) {
            double[] bounds = GroupSequentialBounds.obrienFleming(
                    numbers(row, "fractions"), row.real("alpha"), (int) row.whole("sides"));
            assertThat(bounds).as("bounds of %s", row).containsExactly(numbers(row, "bounds"), within(1e-6));
        }
    }

    private static double[] numbers(Row row, String column) {
        return Stream.of(row.text(column).split(";"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void shouldBeTheFixedBoundWhenThereIsOnlyTheEnd() {
        assertThat(GroupSequentialBounds.obrienFleming(new double[] {1}, 0.05, 2)[0])
                .isCloseTo(NormalTail.upperQuantile(0.025), within(1e-12));
        assertThat(GroupSequentialBounds.obrienFleming(new double[] {1}, 0.05, 1)[0])
                .isCloseTo(NormalTail.upperQuantile(0.05), within(1e-12));
    }

    @Test
    void shouldSpendTheWholeErrorOverItsLooks() {
        double[] fractions = {0.1, 0.15, 0.5, 0.52, 0.9, 1};
        double[] bounds = GroupSequentialBounds.obrienFleming(fractions, 0.2, 2);
        Random random = new Random(1);
        int runs = 200_000;
        int crossed = 0;
        for (int run = 0; run < runs; run++) {
            double b = 0;
            double last = 0;
            boolean outside = false;
            for (int k = 0; k < fractions.length; k++) {
                b += random.nextGaussian() * Math.sqrt(fractions[k] - last);
                last = fractions[k];
                outside |= Math.abs(b) > bounds[k] * Math.sqrt(last);
            }
            crossed += outside ? 1 : 0;
        }
        // Four standard errors of the simulation. A two-sided test crosses both bounds in next to no run.
        assertThat((double) crossed / runs).isCloseTo(0.2, within(0.0036));
    }

    @Test
    void shouldNotDependOnLaterLooks() {
        double[] all = GroupSequentialBounds.obrienFleming(new double[] {0.2, 0.4, 0.7, 1}, 0.05, 2);
        double[] first = GroupSequentialBounds.obrienFleming(new double[] {0.2, 0.4, 0.7}, 0.05, 2);
        assertThat(first).containsExactly(Arrays.copyOf(all, 3), within(1e-9));
    }

    @Test
    void shouldBeStrictBeyondWhatADoubleCanSpendAtVeryEarlyLooks() {
        double[] bounds =
                GroupSequentialBounds.obrienFleming(new double[] {0.001, 0.002, 0.004, 0.01, 0.1, 1}, 0.05, 2);
        assertThat(bounds[0]).isBetween(70.0, 71.0);
        for (int k = 1; k < bounds.length; k++) {
            assertThat(bounds[k]).isLessThan(bounds[k - 1]).isGreaterThan(1.95);
        }
        assertThat(GroupSequentialBounds.obrienFleming(new double[] {0.5, 1}, 1e-12, 1)[1])
                .isCloseTo(NormalTail.upperQuantile(1e-12), within(0.01));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupSequentialBounds.obrienFleming(new double[] {0.5, 0.5}, 0.05, 2))
                .withMessage(
                        "fractions must increase from 0 to at most 1 in steps of 1.0E-4 or more, not from 0.5 to 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupSequentialBounds.obrienFleming(new double[] {Double.NaN}, 0.05, 2))
                .withMessage(
                        "fractions must increase from 0 to at most 1 in steps of 1.0E-4 or more, not from 0.0 to NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupSequentialBounds.obrienFleming(new double[0], 0.05, 2))
                .withMessage("fractions must hold at least one value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupSequentialBounds.obrienFleming(new double[] {1}, 0, 2))
                .withMessage("alpha must be above 0 and below 1, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupSequentialBounds.obrienFleming(new double[] {1}, 0.05, 3))
                .withMessage("sides must be 1 or 2, not 3");
    }
}
