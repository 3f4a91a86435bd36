package dev.weir.wire;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;

/** Reads counts that {@link TallyWriter} wrote. */
final class TallyReader {
    private final BinaryFields fields;

    TallyReader(BinaryFields fields) {
        this.fields = fields;
    }

    /**
     * The next counts.
     *
     * @throws IndexOutOfBoundsException if there is no end to them
     * @throws IllegalArgumentException  if a figure is out of range
     */
    Tally read() {
        long there = fields.readLong();
        int bit = 0;
        long requestParts = number(there, bit++);
        long predictionParts = number(there, bit++);
        long calls = number(there, bit++);
        long errors = number(there, bit++);
        long timeouts = number(there, bit++);
        long routed = number(there, bit++);
        long durationSum = number(there, bit++);
        long cpuSum = number(there, bit++);
        long memorySum = number(there, bit++);
        long costSum = number(there, bit++);
        Histogram durations = histogram(there, bit++);
        Histogram cpu = histogram(there, bit++);
        Histogram memory = histogram(there, bit++);
        Histogram cost = histogram(there, bit++);
        return new Tally(
                requestParts,
                predictionParts,
                calls,
                errors,
                timeouts,
                routed,
                durations,
                cpu,
                memory,
                cost,
                durationSum,
                cpuSum,
                memorySum,
                costSum,
                isThere(there, bit) ? units() : UnitSample.EMPTY);
    }

    private static boolean isThere(long there, int bit) {
        return (there >>> bit & 1) == 1;
    }

    private long number(long there, int bit) {
        return isThere(there, bit) ? fields.readLong() : 0;
    }

    private Histogram histogram(long there, int bit) {
        return isThere(there, bit) ? readHistogram() : Histogram.EMPTY;
    }

    /** The next histogram. */
    Histogram readHistogram() {
        long overflow = fields.readLong();
        int size = fields.readCount();
        if (size == 1 && overflow == 0) {
            int bin = (int) fields.readLong();
            long count = fields.readLong();
            return count == 1 ? Histogram.ofOne(bin) : new Histogram(new int[] {bin}, new long[] {count}, 0);
        }
        int[] bins = new int[size];
        long[] counts = new long[size];
        int bin = 0;
        for (int i = 0; i < size; i++) {
            bin += (int) fields.readLong();
            bins[i] = bin;
            counts[i] = fields.readLong();
        }
        return new Histogram(bins, counts, overflow);
    }

    private UnitSample units() {
        long buckets = buckets();
        long[] sampled = new long[fields.readCount()];
        for (int i = 0; i < sampled.length; i++) {
            sampled[i] = fields.readBits();
        }
        return new UnitSample(buckets, sampled);
    }

    private long buckets() {
        int set = fields.readByte();
        if (set > TallyWriter.FEW_BUCKETS) {
            return fields.readBits();
        }
        long buckets = 0;
        for (int i = 0; i < set; i++) {
            buckets |= 1L << fields.readByte();
        }
        return buckets;
    }
}
