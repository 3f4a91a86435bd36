package dev.weir.wire;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;

/** Writes counts: numbers as long as they are large, and zeros not at all. {@link TallyReader} reads them. */
final class TallyWriter {
    /** Buckets that are written one by one, a byte each. */
    static final int FEW_BUCKETS = 7;

    private final ByteWriter to;

    TallyWriter(ByteWriter to) {
        this.to = to;
    }

    void write(Tally tally) {
        long[] numbers = {
            tally.requestParts(),
            tally.predictionParts(),
            tally.calls(),
            tally.errors(),
            tally.timeouts(),
            tally.routed(),
            tally.durationSum(),
            tally.cpuSum(),
            tally.memorySum(),
            tally.costSum()
        };
        Histogram[] histograms = {tally.durations(), tally.cpu(), tally.memory(), tally.cost()};
        UnitSample units = tally.units();
        long there = 0;
        int bit = 0;
        for (long number : numbers) {
            there |= (number == 0 ? 0L : 1L) << bit++;
        }
        for (Histogram histogram : histograms) {
            there |= (histogram.total() == 0 ? 0L : 1L) << bit++;
        }
        there |= (units.buckets() == 0 && units.sampledSize() == 0 ? 0L : 1L) << bit;
        to.writeLong(there);
        for (long number : numbers) {
            if (number != 0) {
                to.writeLong(number);
            }
        }
        for (Histogram histogram : histograms) {
            if (histogram.total() != 0) {
                write(histogram);
            }
        }
        if (there >>> bit != 0) {
            write(units);
        }
    }

    void write(Histogram histogram) {
        to.writeLong(histogram.overflow());
        to.writeLong(histogram.size());
        int[] before = {0};
        histogram.forEach((bin, count) -> {
            to.writeLong(bin - before[0]);
            to.writeLong(count);
            before[0] = bin;
        });
    }

    private void write(UnitSample units) {
        writeBuckets(units.buckets());
        to.writeLong(units.sampledSize());
        if (units.sampledSize() > 0) {
            for (long identity : units.sampled()) {
                to.writeBits(identity);
            }
        }
    }

    /** A second of one partition holds a few units. */
    private void writeBuckets(long buckets) {
        int set = Long.bitCount(buckets);
        if (set > FEW_BUCKETS) {
            to.writeByte(FEW_BUCKETS + 1);
            to.writeBits(buckets);
            return;
        }
        to.writeByte(set);
        for (long left = buckets; left != 0; left &= left - 1) {
            to.writeByte(Long.numberOfTrailingZeros(left));
        }
    }
}
