package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import dev.weir.statistics.sketch.LogLinearBins;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BaselineWindowTest {
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void shouldReadNothingOffAFewRequests() {
        BaselineWindow window = BaselineWindow.EMPTY.plus(requests(99, 50_000));
        assertThat(window.points()).isEmpty();
        assertThat(window.plus(requests(1, 50_000)).points()).containsOnlyKeys(Metric.LATENCY_P50, Metric.LATENCY_P95);
    }

    @Test
    void shouldSlideOverTheLatestRequests() {
        BaselineWindow window = BaselineWindow.EMPTY;
        for (int i = 1; i <= 100; i++) {
            window = window.plus(requests(100, 50_000));
            long expected =
                    100L * i < BaselineWindow.HALF ? 100L * i : BaselineWindow.HALF + 100L * i % BaselineWindow.HALF;
            assertThat(window.requests()).isEqualTo(expected);
        }
    }

    /** Points move only when they must: what is compared with should not follow every block. */
    @Test
    void shouldKeepItsPointsWhileTheyFit() {
        BaselineWindow window = BaselineWindow.EMPTY.plus(requests(1_000, 50_000));
        BaselineWindow later = window;
        for (int i = 0; i < 50; i++) {
            later = later.plus(requests(100, 51_000));
        }
        assertThat(later.points()).isEqualTo(window.points());
    }

    @Test
    void shouldReadItsPointsOffAnewWhenTheBaselineSlowsDown() {
        BaselineWindow window = BaselineWindow.EMPTY.plus(requests(1_000, 50_000));
        BaselineWindow later = window;
        for (int i = 0; i < 30; i++) {
            later = later.plus(requests(100, 150_000));
        }
        for (Metric metric : later.points().keySet()) {
            assertThat(edge(later, metric)).isBetween(2.3 * edge(window, metric), 3.7 * edge(window, metric));
        }
    }

    /** A service that answers always as fast: above the edge of its bin nothing would ever lie. */
    @Test
    void shouldCompareWhereSomethingLiesAbove() {
        HistogramBuilder same = new HistogramBuilder();
        for (int i = 0; i < 200; i++) {
            same.add(20_000);
        }
        Histogram durations = same.build();
        BaselineWindow window = BaselineWindow.EMPTY.plus(
                new Distributions(200, durations, Histogram.EMPTY, Histogram.EMPTY, Histogram.EMPTY));
        assertThat(window.points().values())
                .allSatisfy(point -> assertThat(durations.countAbove(point)).isEqualTo(200));
        assertThat(edge(window, Metric.LATENCY_P95)).isBetween(19_000.0, 20_000.0);
    }

    /** Where the quantile lies among the timeouts, what is known of better times has to do. */
    @Test
    void shouldKeepItsPointsWhenTheQuantileLiesAmongTheTimeouts() {
        BaselineWindow window = BaselineWindow.EMPTY.plus(requests(1_000, 50_000));
        Distributions down = new Distributions(
                5_000,
                new Histogram(new int[0], new long[0], 5_000),
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY);
        assertThat(window.plus(down).points()).isEqualTo(window.points());
    }

    private static double edge(BaselineWindow window, Metric metric) {
        return LogLinearBins.upperEdge(window.points().get(metric));
    }

    private Distributions requests(int count, double median) {
        HistogramBuilder durations = new HistogramBuilder();
        for (int i = 0; i < count; i++) {
            durations.add(Math.round(median * Math.exp(0.67 * random.nextGaussian())));
        }
        return new Distributions(count, durations.build(), Histogram.EMPTY, Histogram.EMPTY, Histogram.EMPTY);
    }
}
