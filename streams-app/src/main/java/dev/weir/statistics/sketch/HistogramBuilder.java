package dev.weir.statistics.sketch;

import java.util.Arrays;

/**
 * Counts latencies as they come; not safe for use by several threads.
 *
 * <p>A dense array over the bins seen, grown by whole octaves on either side: adding is an index computation and an
 * increment, and a service whose latencies span five octaves takes 2.5 kB. The first few are only noted: of hundreds of
 * models most cells see no more than that between two commits, and to sort them is less than to walk through the octaves.
 */
public final class HistogramBuilder {
    private static final int OCTAVE = 64;
    private static final int FEW = 8;
    private static final int MOST_NOTED = 4 * FEW;
    private static final int[] NONE = new int[0];
    private static final long[] NOTHING = new long[0];

    private int[] few = NONE;
    private int fewSize;
    private long[] counts = NOTHING;
    private int first;
    private long overflow;

    /**
     * Counts one latency; one above {@link LogLinearBins#MAX_MICROS} goes to overflow.
     *
     * @param micros latency in microseconds; 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public void add(long micros) {
        if (micros > LogLinearBins.MAX_MICROS) {
            overflow++;
        } else {
            int bin = LogLinearBins.bin(micros);
            if (counts.length == 0 && fewSize < MOST_NOTED) {
                note(bin);
            } else {
                addToBin(bin, 1);
            }
        }
    }

    private void note(int bin) {
        if (fewSize == few.length) {
            few = Arrays.copyOf(few, Math.max(FEW, 2 * fewSize));
        }
        few[fewSize++] = bin;
    }

    private void countNoted() {
        int size = fewSize;
        fewSize = 0;
        for (int i = 0; i < size; i++) {
            addToBin(few[i], 1);
        }
    }

    /** Counts one request without an answer in time, which lies above every edge. */
    public void addOverflow() {
        overflow++;
    }

    /** Counts everything another histogram holds. */
    public void add(Histogram histogram) {
        histogram.addTo(this);
    }

    /** Counts so many requests in a bin of {@link LogLinearBins}. */
    public void addToBin(int bin, long count) {
        if (fewSize > 0) {
            countNoted();
        }
        int index = bin - first;
        if (index < 0 || index >= counts.length) {
            growTo(bin);
            index = bin - first;
        }
        counts[index] += count;
    }

    /** Counts so many requests without an answer in time; 0 or more. */
    public void addOverflow(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must be 0 or more, not " + count);
        }
        overflow += count;
    }

    private void growTo(int bin) {
        LogLinearBins.requireBin("bin", bin);
        int octave = bin / OCTAVE * OCTAVE;
        if (counts.length == 0) {
            counts = new long[OCTAVE];
            first = octave;
            return;
        }
        int newFirst = Math.min(first, octave);
        long[] grown = new long[Math.max(first + counts.length, octave + OCTAVE) - newFirst];
        System.arraycopy(counts, 0, grown, first - newFirst, counts.length);
        counts = grown;
        first = newFirst;
    }

    /** Returns what was counted since the start or the last {@link #clear}; the builder goes on counting. */
    public Histogram build() {
        if (fewSize > 0) {
            return noted();
        }
        int size = 0;
        for (long count : counts) {
            size += count > 0 ? 1 : 0;
        }
        int[] bins = new int[size];
        long[] found = new long[size];
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                bins[next] = first + i;
                found[next++] = counts[i];
            }
        }
        return Histogram.own(bins, found, overflow);
    }

    private Histogram noted() {
        Arrays.sort(few, 0, fewSize);
        int[] bins = new int[fewSize];
        long[] found = new long[fewSize];
        int size = 0;
        for (int i = 0; i < fewSize; i++) {
            if (size == 0 || bins[size - 1] != few[i]) {
                bins[size++] = few[i];
            }
            found[size - 1]++;
        }
        return Histogram.own(Arrays.copyOf(bins, size), Arrays.copyOf(found, size), overflow);
    }

    /** Forgets all counts and keeps the array for reuse. */
    public void clear() {
        Arrays.fill(counts, 0);
        fewSize = 0;
        overflow = 0;
    }
}
