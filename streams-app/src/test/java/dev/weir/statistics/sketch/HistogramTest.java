package dev.weir.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void shouldTileTheWholeRangeWithoutGaps() {
        assertThat(LogLinearBins.bin(0)).isZero();
        assertThat(LogLinearBins.bin(LogLinearBins.MAX_MICROS)).isEqualTo(LogLinearBins.SIZE - 1);
        for (int bin = 0; bin < LogLinearBins.SIZE; bin++) {
            long edge = LogLinearBins.upperEdge(bin);
            assertThat(LogLinearBins.bin(edge)).isEqualTo(bin);
            if (edge < LogLinearBins.MAX_MICROS) {
                assertThat(LogLinearBins.bin(edge + 1)).isEqualTo(bin + 1);
            }
        }
    }

    @Test
    void shouldCountTimeoutsAboveEveryEdge() {
        HistogramBuilder builder = new HistogramBuilder();
        builder.add(100);
        builder.addOverflow();
        builder.add(LogLinearBins.MAX_MICROS + 1);
        Histogram histogram = builder.build();
        assertThat(histogram.countAbove(LogLinearBins.SIZE - 1)).isEqualTo(2);
        assertThat(histogram.total()).isEqualTo(3);
        assertThat(histogram.quantile(0.3)).isEqualTo(100);
        assertThat(histogram.quantile(0.5)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void shouldNotShareArraysWithTheOutside() {
        int[] bins = {3};
        long[] counts = {7};
        Histogram histogram = new Histogram(bins, counts, 0);
        bins[0] = 4;
        counts[0] = 8;
        histogram.bins()[0] = 5;
        histogram.counts()[0] = 9;
        assertThat(histogram).isEqualTo(new Histogram(new int[] {3}, new long[] {7}, 0));
    }

    @Test
    void shouldStartAgainAfterClear() {
        HistogramBuilder builder = new HistogramBuilder();
        builder.add(5000);
        builder.addOverflow();
        builder.clear();
        builder.add(7);
        assertThat(builder.build()).isEqualTo(new Histogram(new int[] {6}, new long[] {1}, 0));
    }

    @Test
    void shouldComputeTheToleratedLatencyInDecimal() {
        Histogram ten = new Histogram(new int[] {LogLinearBins.bin(10)}, new long[] {1}, 0);
        QuantileEdges edges = QuantileEdges.of(ten, 0.5, 1.1).orElseThrow();
        assertThat(LogLinearBins.upperEdge(edges.baseline())).isEqualTo(10);
        assertThat(LogLinearBins.upperEdge(edges.beyond())).isEqualTo(11);
        assertThat(LogLinearBins.upperEdge(edges.within())).isEqualTo(11);
    }

    @Test
    void shouldHaveNoEdgesWithoutABaselineQuantile() {
        assertThat(QuantileEdges.of(Histogram.EMPTY, 0.95, 1.5)).isEmpty();
        assertThat(QuantileEdges.of(new Histogram(new int[] {3}, new long[] {1}, 9), 0.95, 1.5))
                .isEmpty();
        int last = LogLinearBins.SIZE - 1;
        assertThat(QuantileEdges.of(new Histogram(new int[] {last}, new long[] {1}, 0), 0.95, 1.5))
                .isEmpty();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        List<Runnable> wrong = List.of(
                () -> new Histogram(new int[] {2, 2}, new long[] {1, 1}, 0),
                () -> new Histogram(new int[] {2}, new long[] {0}, 0),
                () -> new Histogram(new int[] {2240}, new long[] {1}, 0),
                () -> new Histogram(new int[] {2}, new long[] {1}, -1),
                () -> new Histogram(new int[] {2}, new long[0], 0),
                () -> new HistogramBuilder().add(-5),
                () -> LogLinearBins.upperEdge(-1));
        List<String> messages = List.of(
                "bins must increase, not 2 then 2",
                "counts must be 1 or more, not 0 in bin 2",
                "bins must be from 0 to 2239, not 2240",
                "overflow must be 0 or more, not -1",
                "counts must hold one value per bin, 1, not 0",
                "micros must be from 0 to 1099511627776, not -5",
                "bin must be from 0 to 2239, not -1");
        for (int i = 0; i < wrong.size(); i++) {
            assertThatIllegalArgumentException().isThrownBy(wrong.get(i)::run).withMessage(messages.get(i));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Histogram.EMPTY.quantile(0.5))
                .withMessage("an empty histogram has no quantile");
    }

    /** Of the edges around the quantile, the one whose share above is nearer to what it should be. */
    @Test
    void shouldCompareAtTheEdgeThatMostNearlyHasTheRightShareAbove() {
        Histogram spread = new Histogram(new int[] {1, 2, 3, 4}, new long[] {50, 44, 4, 2}, 0);
        // 6 of 100 lie above bin 2, 2 above bin 3, which holds the 95 % quantile: 6/5 is nearer to 1 than 2/5.
        assertThat(QuantileEdges.of(spread, 0.95, 1).orElseThrow().baseline()).isEqualTo(3);
        assertThat(QuantileEdges.point(spread, 0.95)).hasValue(2);
        assertThat(QuantileEdges.point(spread, 0.5)).hasValue(1);
        Histogram same = new Histogram(new int[] {7}, new long[] {100}, 0);
        assertThat(QuantileEdges.point(same, 0.95)).hasValue(6);
        assertThat(QuantileEdges.point(new Histogram(new int[] {0}, new long[] {100}, 0), 0.95))
                .hasValue(0);
        assertThat(QuantileEdges.point(Histogram.EMPTY, 0.5)).isEmpty();
        assertThat(QuantileEdges.point(new Histogram(new int[] {7}, new long[] {1}, 3), 0.5))
                .isEmpty();
    }
}
