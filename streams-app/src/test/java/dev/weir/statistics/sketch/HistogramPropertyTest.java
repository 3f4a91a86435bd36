package dev.weir.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class HistogramPropertyTest {
    /** Latencies over the whole range, evenly by octave; one in ten lies beyond it. */
    @Provide
    Arbitrary<List<Long>> latencies() {
        return Arbitraries.integers()
                .between(0, 43)
                .flatMap(bits -> Arbitraries.longs().between(0, 1L << bits))
                .list()
                .ofMaxSize(60);
    }

    @Property
    void shouldPutEveryLatencyBetweenItsEdges(@ForAll @LongRange(min = 1, max = 1L << 40) long micros) {
        int bin = LogLinearBins.bin(micros);
        long lower = bin == 0 ? 0 : LogLinearBins.upperEdge(bin - 1);
        assertThat(micros).isGreaterThan(lower).isLessThanOrEqualTo(LogLinearBins.upperEdge(bin));
        assertThat(LogLinearBins.upperEdge(bin) - lower).isLessThanOrEqualTo(Math.max(1, lower / 64));
        assertThat(Math.abs(LogLinearBins.middle(bin) - micros)).isLessThanOrEqualTo(0.008 * micros);
    }

    @Property
    void shouldMergeInAnyOrder(
            @ForAll @From("latencies") List<Long> a,
            @ForAll @From("latencies") List<Long> b,
            @ForAll @From("latencies") List<Long> c) {
        Histogram x = histogram(a);
        Histogram y = histogram(b);
        Histogram z = histogram(c);
        assertThat(x.plus(y)).isEqualTo(y.plus(x)).hasSameHashCodeAs(y.plus(x));
        assertThat(x.plus(y).plus(z)).isEqualTo(x.plus(y.plus(z)));
        assertThat(x.plus(Histogram.EMPTY)).isEqualTo(x);
        assertThat(x.plus(y).total()).isEqualTo(a.size() + b.size());
        HistogramBuilder all = builder(a);
        b.forEach(all::add);
        all.add(z);
        assertThat(all.build()).isEqualTo(x.plus(y).plus(z));
    }

    @Property
    void shouldTakeOutAgainWhatWasMergedIn(
            @ForAll @From("latencies") List<Long> a, @ForAll @From("latencies") List<Long> b) {
        Histogram x = histogram(a);
        Histogram y = histogram(b);
        Histogram both = x.plus(y);
        assertThat(both.contains(x)).isTrue();
        assertThat(both.minus(y)).isEqualTo(x);
        assertThat(both.minus(both)).isEqualTo(Histogram.EMPTY);
        if (y.total() > 0) {
            assertThat(x.contains(both)).isFalse();
            assertThatThrownBy(() -> x.minus(both))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("other must be contained in " + x + ", not " + both);
        }
    }

    @Property
    void shouldCountExactlyAboveEveryEdge(
            @ForAll @From("latencies") List<Long> latencies, @ForAll @IntRange(max = 2239) int bin) {
        long edge = LogLinearBins.upperEdge(bin);
        Histogram histogram = histogram(latencies);
        assertThat(histogram.countAbove(bin))
                .isEqualTo(latencies.stream().filter(micros -> micros > edge).count());
        assertThat(histogram.total()).isEqualTo(latencies.size());
    }

    @Property
    void shouldComeWithinOnePercentOfTheSampleQuantile(
            @ForAll @From("latencies") List<Long> latencies, @ForAll @DoubleRange(min = 0.01, max = 0.99) double q) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            return;
        }
        long sample = sorted[(int) Math.max(1, Math.ceil(q * sorted.length)) - 1];
        double quantile = histogram(latencies).quantile(q);
        if (sample > LogLinearBins.MAX_MICROS) {
            assertThat(quantile).isEqualTo(Double.POSITIVE_INFINITY);
        } else {
            assertThat(quantile).isBetween(sample * 0.992, Math.max(1, sample * 1.008));
        }
    }

    @Property
    void shouldBracketTheToleratedLatencyByTheNearestEdges(
            @ForAll @LongRange(min = 1, max = 1L << 36) long micros,
            @ForAll @DoubleRange(min = 1, max = 10) double multiplier) {
        QuantileEdges edges =
                QuantileEdges.of(histogram(List.of(micros)), 0.95, multiplier).orElseThrow();
        double target = LogLinearBins.upperEdge(edges.baseline()) * multiplier;
        double rounding = 1e-12 * target;
        assertThat(edges.baseline()).isEqualTo(LogLinearBins.bin(micros));
        assertThat((double) LogLinearBins.upperEdge(edges.beyond())).isGreaterThanOrEqualTo(target - rounding);
        assertThat((double) LogLinearBins.upperEdge(edges.within())).isLessThanOrEqualTo(target + rounding);
        assertThat(edges.beyond() - edges.within()).isBetween(0, 1);
    }

    @Property(tries = 100)
    void shouldBeMadeAnewFromItsParts(@ForAll @From("latencies") List<Long> latencies) {
        Histogram histogram = histogram(latencies);
        Histogram made = new Histogram(histogram.bins(), histogram.counts(), histogram.overflow());
        assertThat(made).isEqualTo(histogram);
        assertThat(made.total()).isEqualTo(histogram.total());
    }

    private static Histogram histogram(List<Long> latencies) {
        return builder(latencies).build();
    }

    private static HistogramBuilder builder(List<Long> latencies) {
        HistogramBuilder builder = new HistogramBuilder();
        latencies.forEach(builder::add);
        return builder;
    }
}
