package dev.weir.window;

import java.math.BigInteger;
import java.util.Arrays;

/** Values of requests as they are counted and taken back one by one, in place; {@link #total} is what they come to. */
final class ClusterSum {
    private static final int FIRST_ROOM = 2;

    /** Values up to this have squares of which many fit into a long. */
    private static final long LARGEST_SMALL = 1L << 30;

    private static final long LARGEST_SQUARES = 1L << 61;

    private int[] buckets = {};
    private long[] counts = {};
    private long[] sums = {};
    private int size;
    private long smallSquares;
    private BigInteger squares = BigInteger.ZERO;

    /**
     * Counts a value, or takes one back.
     *
     * @param bucket bucket of its unit, 0 to 63
     * @param sign   1, or -1 to take it back
     */
    void add(int bucket, long value, int sign) {
        int at = place(bucket);
        counts[at] = Math.addExact(counts[at], sign);
        sums[at] = Math.addExact(sums[at], Math.multiplyExact(value, sign));
        if (value < LARGEST_SMALL && value > -LARGEST_SMALL) {
            smallSquares += sign * value * value;
            if (Math.abs(smallSquares) > LARGEST_SQUARES) {
                squares = squares();
                smallSquares = 0;
            }
        } else {
            BigInteger square = BigInteger.valueOf(value).pow(2);
            squares = sign > 0 ? squares.add(square) : squares.subtract(square);
        }
    }

    private int place(int bucket) {
        int at = 0;
        while (at < size && buckets[at] != bucket) {
            at++;
        }
        if (at == size) {
            if (size == buckets.length) {
                int room = Math.max(FIRST_ROOM, 2 * size);
                buckets = Arrays.copyOf(buckets, room);
                counts = Arrays.copyOf(counts, room);
                sums = Arrays.copyOf(sums, room);
            }
            buckets[size++] = bucket;
        }
        return at;
    }

    private BigInteger squares() {
        return squares.add(BigInteger.valueOf(smallSquares));
    }

    /** All that was counted and not taken back. */
    Clusters total() {
        if (size == 0) {
            return Clusters.EMPTY;
        }
        int[] places = new int[Clusters.BUCKETS];
        for (int at = 0; at < size; at++) {
            places[buckets[at]] = counts[at] == 0 && sums[at] == 0 ? 0 : at + 1;
        }
        int[] used = new int[size];
        long[] usedCounts = new long[size];
        long[] usedSums = new long[size];
        int n = 0;
        for (int bucket = 0; bucket < places.length; bucket++) {
            if (places[bucket] > 0) {
                used[n] = bucket;
                usedCounts[n] = counts[places[bucket] - 1];
                usedSums[n++] = sums[places[bucket] - 1];
            }
        }
        return new Clusters(
                Arrays.copyOf(used, n), Arrays.copyOf(usedCounts, n), Arrays.copyOf(usedSums, n), squares());
    }
}
