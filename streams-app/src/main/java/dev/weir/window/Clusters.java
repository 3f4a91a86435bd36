package dev.weir.window;

import dev.weir.event.UnitKey;
import dev.weir.statistics.sequential.ArmSample;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Values of some requests, added up by the bucket their unit falls into. Whole numbers only, so that sums are exact in any
 * order. What is told later of a request may take back what was counted of it, so that figures may be negative in a delta;
 * all deltas together are what is known.
 *
 * @param buckets buckets of units with anything in them, strictly increasing, 0 to 63; copied; null stands for none
 * @param counts  values in each of them; copied
 * @param sums    sum of the values in each of them; copied
 * @param squares sum of the squared values over all of them; null stands for 0
 */
public record Clusters(int[] buckets, long[] counts, long[] sums, BigInteger squares) {
    /** Number of buckets. */
    public static final int BUCKETS = 64;

    /** No value. */
    public static final Clusters EMPTY = new Clusters(new int[0], new long[0], new long[0], BigInteger.ZERO);

    public Clusters {
        buckets = buckets == null ? new int[0] : buckets.clone();
        counts = counts == null ? new long[0] : counts.clone();
        sums = sums == null ? new long[0] : sums.clone();
        squares = squares == null ? BigInteger.ZERO : squares;
        if (counts.length != buckets.length || sums.length != buckets.length) {
            throw new IllegalArgumentException("counts and sums must be as many as buckets, " + buckets.length
                    + ", not " + counts.length + " and " + sums.length);
        }
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] <= (i == 0 ? -1 : buckets[i - 1]) || buckets[i] >= BUCKETS) {
                throw new IllegalArgumentException(
                        "buckets must increase from 0 to 63, not " + Arrays.toString(buckets));
            }
        }
    }

    /** The bucket of a unit. */
    static int bucket(UnitKey unit) {
        return (int) (unit.bucket() & (BUCKETS - 1));
    }

    /** Number of values. */
    public long n() {
        return Arrays.stream(counts).sum();
    }

    /** Sum of the values. */
    public long sum() {
        return Arrays.stream(sums).sum();
    }

    /** The values of both. */
    public Clusters plus(Clusters other) {
        if (other.isEmpty()) {
            return this;
        }
        long[] newCounts = new long[BUCKETS];
        long[] newSums = new long[BUCKETS];
        boolean[] used = new boolean[BUCKETS];
        for (int i = 0; i < buckets.length; i++) {
            newCounts[buckets[i]] = counts[i];
            newSums[buckets[i]] = sums[i];
            used[buckets[i]] = true;
        }
        for (int i = 0; i < other.buckets.length; i++) {
            int bucket = other.buckets[i];
            newCounts[bucket] = Math.addExact(newCounts[bucket], other.counts[i]);
            newSums[bucket] = Math.addExact(newSums[bucket], other.sums[i]);
            used[bucket] = newCounts[bucket] != 0 || newSums[bucket] != 0;
        }
        int size = 0;
        int[] newBuckets = new int[BUCKETS];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (used[bucket]) {
                newCounts[size] = newCounts[bucket];
                newSums[size] = newSums[bucket];
                newBuckets[size++] = bucket;
            }
        }
        return new Clusters(
                Arrays.copyOf(newBuckets, size),
                Arrays.copyOf(newCounts, size),
                Arrays.copyOf(newSums, size),
                squares.add(other.squares));
    }

    /**
     * The values as a sample. What was taken back of a request that had been counted before anybody asked for it leaves
     * less than nothing: that is left out.
     */
    public ArmSample sample() {
        long[] allCounts = new long[BUCKETS];
        long[] allSums = new long[BUCKETS];
        long n = 0;
        long sum = 0;
        for (int i = 0; i < buckets.length; i++) {
            if (counts[i] > 0) {
                allCounts[buckets[i]] = counts[i];
                allSums[buckets[i]] = sums[i];
                n += counts[i];
                sum += sums[i];
            }
        }
        if (n == 0) {
            return ArmSample.EMPTY;
        }
        BigInteger[] least = BigInteger.valueOf(sum).pow(2).divideAndRemainder(BigInteger.valueOf(n));
        BigInteger fewest = least[1].signum() == 0 ? least[0] : least[0].add(BigInteger.ONE);
        return new ArmSample(allCounts, allSums, squares.max(fewest));
    }

    private boolean isEmpty() {
        return buckets.length == 0 && squares.signum() == 0;
    }

    /** Returns a copy of the buckets. */
    @Override
    public int[] buckets() {
        return buckets.clone();
    }

    /** Returns a copy of the counts. */
    @Override
    public long[] counts() {
        return counts.clone();
    }

    /** Returns a copy of the sums. */
    @Override
    public long[] sums() {
        return sums.clone();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Clusters other
                && Arrays.equals(buckets, other.buckets)
                && Arrays.equals(counts, other.counts)
                && Arrays.equals(sums, other.sums)
                && squares.equals(other.squares);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(counts) + Arrays.hashCode(sums)) + squares.hashCode();
    }

    @Override
    public String toString() {
        return "Clusters[buckets=" + Arrays.toString(buckets) + ", counts=" + Arrays.toString(counts) + ", sums="
                + Arrays.toString(sums) + ", squares=" + squares + "]";
    }
}
