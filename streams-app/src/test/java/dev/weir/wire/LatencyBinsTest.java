package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.schema.LatencyBin;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.LogLinearBins;
import org.junit.jupiter.api.Test;

class LatencyBinsTest {
    @Test
    void shouldLoseNoRequestAndPutEachBelowItsEdge() {
        long[] micros = {1, 2, 900, 1_000, 1_010, 55_000, 1_000_000};
        Histogram durations = Histogram.EMPTY;
        for (long each : micros) {
            durations = durations.plus(new Histogram(new int[] {LogLinearBins.bin(each)}, new long[] {1}, 0));
        }

        var bins = LatencyBins.of(durations);

        assertThat(bins.stream().mapToLong(LatencyBin::getCount).sum()).isEqualTo(micros.length);
        assertThat(bins).extracting(LatencyBin::getUpToMicros).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < bins.size(); i++) {
            long upTo = bins.get(i).getUpToMicros();
            long above = i == 0 ? 0 : bins.get(i - 1).getUpToMicros();
            long expected = java.util.Arrays.stream(micros)
                    .filter(each -> each > above && each <= upTo)
                    .count();
            assertThat(bins.get(i).getCount()).isEqualTo(expected);
        }
    }

    @Test
    void shouldLeaveTimeoutsOut() {
        assertThat(LatencyBins.of(new Histogram(new int[0], new long[0], 5))).isEmpty();
    }
}
