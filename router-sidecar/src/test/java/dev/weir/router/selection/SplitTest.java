package dev.weir.router.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The split of a million units, and what deciding them costs. */
class SplitTest {

    private static final int UNITS = 1_000_000;
    private static final int DECILES = 10;

    @Test
    void shouldGiveTheCandidateFivePercentOfAMillionUnits() {
        Selector selector = Selector.of(Tables.weighted(1, 500, "sentiment-v2"));
        long candidates = 0;
        for (int unit = 0; unit < UNITS; unit++) {
            candidates += isCandidate(selector, unit) ? 1 : 0;
        }
        double share = 0.05;
        double standardError = Math.sqrt(share * (1 - share) / UNITS);
        assertThat((double) candidates / UNITS).isCloseTo(share, within(4 * standardError));
    }

    @Test
    void shouldMoveNoUnitBackToTheBaselineOnTheWayUp() {
        List<Selector> ramp = List.of(
                Selector.of(Tables.weighted(1, 500, "sentiment-v2")),
                Selector.of(Tables.weighted(2, 2_500, "sentiment-v2")),
                Selector.of(Tables.weighted(3, 5_000, "sentiment-v2")),
                Selector.of(Tables.weighted(4, 10_000, "sentiment-v2")));
        int[] candidates = new int[ramp.size()];
        for (int unit = 0; unit < UNITS; unit++) {
            boolean before = false;
            for (int stage = 0; stage < ramp.size(); stage++) {
                boolean now = isCandidate(ramp.get(stage), unit);
                assertThat(before && !now)
                        .as("unit %d goes back at stage %d", unit, stage)
                        .isFalse();
                candidates[stage] += now ? 1 : 0;
                before = now;
            }
        }
        assertThat(candidates).isSorted().doesNotHaveDuplicates();
        assertThat(candidates[ramp.size() - 1]).isEqualTo(UNITS);
    }

    @Test
    void shouldSplitIndependentlyUnderAnotherSalt() {
        Salt first = new Salt("sentiment-v2");
        Salt second = new Salt("sentiment-v3");
        long[][] seen = new long[DECILES][DECILES];
        for (int unit = 0; unit < UNITS; unit++) {
            String key = "user-" + unit;
            seen[first.bucket(key) * DECILES / Bucket.COUNT][second.bucket(key) * DECILES / Bucket.COUNT]++;
        }
        // 99.99 % quantile of chi-square with 81 degrees of freedom: scipy.stats.chi2.ppf(0.9999, 81) = 137.0747
        assertThat(chiSquareOfIndependence(seen)).isLessThan(137.0747);
    }

    @Test
    void shouldDecideWithoutAllocating() {
        RouteImage image = RouteImage.EMPTY;
        for (int model = 0; model < 20; model++) {
            image = image.with(Tables.table(
                    "model-" + model,
                    1,
                    2_500,
                    "rollout-" + model,
                    Map.of("user-3", "v2"),
                    List.of(new SegmentRule("tier", "gold", "v2"), new SegmentRule("tier", "silver", "v1")),
                    model == 7));
        }
        String[] models = image.tables().keySet().toArray(String[]::new);
        String[] units = new String[] {"user-1", "user-2", "user-3", "Größe", "日本語", "😀-8", "\ud83d", null};
        List<Map<String, String>> segments =
                List.of(Map.of(), Map.of("tier", "gold"), Map.of("tier", "none", "country", "DE"));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        decide(image, models, units, segments);
        long before = threads.getCurrentThreadAllocatedBytes();
        int decided = decide(image, models, units, segments);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(decided).isEqualTo(100_000);
        assertThat(after - before).isZero();
    }

    private static int decide(RouteImage image, String[] models, String[] units, List<Map<String, String>> segments) {
        int decided = 0;
        for (int request = 0; request < 100_000; request++) {
            Selection selection = image.select(
                    models[request % models.length],
                    units[request % units.length],
                    "request-1",
                    segments.get(request % segments.size()));
            decided += selection == null ? 0 : 1;
        }
        return decided;
    }

    private static double chiSquareOfIndependence(long[][] seen) {
        double statistic = 0;
        for (int row = 0; row < DECILES; row++) {
            for (int column = 0; column < DECILES; column++) {
                long rowSum = 0;
                long columnSum = 0;
                for (int other = 0; other < DECILES; other++) {
                    rowSum += seen[row][other];
                    columnSum += seen[other][column];
                }
                double expected = (double) rowSum * columnSum / UNITS;
                statistic += (seen[row][column] - expected) * (seen[row][column] - expected) / expected;
            }
        }
        return statistic;
    }

    private static boolean isCandidate(Selector selector, int unit) {
        return selector.select("user-" + unit, "request", Map.of()).variant().equals("v2");
    }
}
