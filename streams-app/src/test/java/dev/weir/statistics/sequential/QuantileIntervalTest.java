package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.statistics.Interval;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import dev.weir.statistics.sketch.LogLinearBins;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuantileIntervalTest {
    /** The table's bins become bins of one microsecond; its last bin stands for "no upper bound" as well. */
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("seq_quantile_cs")) {
            long[] counts = Stream.of(row.text("counts").split(";"))
                    .mapToLong(Long::parseLong)
                    .toArray();
            HistogramBuilder builder = new HistogramBuilder();
            for (int bin = 0; bin < counts.length; bin++) {
                builder.addToBin(bin, counts[bin]);
            }
            Interval interval = QuantileInterval.interval(builder.build(), row.real("q"), 1 - row.real("alpha"));
            assertThat(interval.lower()).as("lower of %s", row).isEqualTo(row.real("bin_lo"));
            assertThat(Math.min(interval.upper(), counts.length))
                    .as("upper of %s", row)
                    .isEqualTo(row.real("bin_hi") + 1);
        }
    }

    @Test
    void shouldBoundNothingWithoutLatencies() {
        assertThat(QuantileInterval.interval(Histogram.EMPTY, 0.95, 0.95))
                .isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
    }

    @Test
    void shouldLieAboveEveryEdgeWhenMostRequestsTimeOut() {
        HistogramBuilder builder = new HistogramBuilder();
        builder.addToBin(3, 10);
        builder.addOverflow(990);
        assertThat(QuantileInterval.interval(builder.build(), 0.5, 0.95))
                .isEqualTo(new Interval(LogLinearBins.MAX_MICROS, Double.POSITIVE_INFINITY));
    }
}
