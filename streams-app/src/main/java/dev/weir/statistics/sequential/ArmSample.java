package dev.weir.statistics.sequential;

import dev.weir.statistics.Products;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the outcomes of one arm add up to, kept apart by 64 buckets of the units they belong to.
 *
 * <p>Everything is a sum of whole numbers, so {@link #plus(ArmSample)} is associative and commutative with
 * {@link #EMPTY} as neutral element, exactly: equal outcomes give equal samples, and equal results bit for bit, in
 * whatever order and portions they were counted. Values that are not whole are scaled first: a success is 1 and a
 * failure 0, a duration goes in as the logarithm of its microseconds in millionths.
 *
 * <p>A unit, e.g. a user, has all its outcomes in one bucket, drawn by a hash that has nothing to do with the one that
 * assigned it to its arm; an outcome without a unit is a unit of its own. The buckets show how far units that come
 * again and again make the arms differ by more than independent outcomes would, see {@link #clusteredVariance}.
 *
 * @param counts  outcomes in each bucket; 64 of them, 0 or more; copied
 * @param sums    sum of the values in each bucket; 64 of them, 0 where there is no outcome; copied
 * @param squares sum of the squared values over all buckets; at least sum^2 / n
 * @throws IllegalArgumentException if an argument is out of its range
 */
public record ArmSample(long[] counts, long[] sums, BigInteger squares) {
    /** Number of buckets, G. */
    public static final int BUCKETS = 64;

    /** No outcome yet. */
    public static final ArmSample EMPTY = new ArmSample(new long[BUCKETS], new long[BUCKETS], BigInteger.ZERO);

    /** Largest value, either side of 0: four thousand million of them fit into a sum. */
    public static final long LARGEST = 1L << 31;

    private static final int FEWEST_OCCUPIED = 24;

    public ArmSample {
        counts = sized("counts", counts);
        sums = sized("sums", sums);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] < 0) {
                throw new IllegalArgumentException("counts must be 0 or more, not " + counts[bucket]);
            }
            if (counts[bucket] == 0 && sums[bucket] != 0) {
                throw new IllegalArgumentException("sums must be 0 where counts are, not " + sums[bucket]);
            }
        }
        if (centred(counts, sums, squares).signum() < 0) {
            throw new IllegalArgumentException("squares must be at least the squared sum divided by n, not " + squares);
        }
    }

    private static long[] sized(String name, long[] values) {
        if (values.length != BUCKETS) {
            throw new IllegalArgumentException(
                    name + " must hold one value per bucket, " + BUCKETS + ", not " + values.length);
        }
        return values.clone();
    }

    /** n squares - sum^2, which is n (n - 1) times the variance of an outcome. */
    private static BigInteger centred(long[] counts, long[] sums, BigInteger squares) {
        BigInteger sum = BigInteger.valueOf(total(sums));
        return squares.multiply(BigInteger.valueOf(total(counts))).subtract(sum.multiply(sum));
    }

    private static long total(long[] values) {
        long total = 0;
        for (long value : values) {
            total = Math.addExact(total, value);
        }
        return total;
    }

    /**
     * Returns the sample with one more outcome.
     *
     * @param bucket of its unit; 0 to 63
     * @param value  -2^31 to 2^31
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public ArmSample plus(int bucket, long value) {
        if (bucket < 0 || bucket >= BUCKETS) {
            throw new IllegalArgumentException("bucket must be from 0 to " + (BUCKETS - 1) + ", not " + bucket);
        }
        if (value < -LARGEST || value > LARGEST) {
            throw new IllegalArgumentException("value must be from -2^31 to 2^31, not " + value);
        }
        long[] newCounts = counts.clone();
        long[] newSums = sums.clone();
        newCounts[bucket]++;
        newSums[bucket] += value;
        BigInteger square = BigInteger.valueOf(value).pow(2);
        return new ArmSample(newCounts, newSums, squares.add(square));
    }

    /**
     * Returns the sample of the outcomes of both.
     *
     * @throws ArithmeticException if a sum leaves the range of a long
     */
    public ArmSample plus(ArmSample other) {
        long[] newCounts = new long[BUCKETS];
        long[] newSums = new long[BUCKETS];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            newCounts[bucket] = Math.addExact(counts[bucket], other.counts[bucket]);
            newSums[bucket] = Math.addExact(sums[bucket], other.sums[bucket]);
        }
        return new ArmSample(newCounts, newSums, squares.add(other.squares));
    }

    /**
     * Returns whether its units lie in 24 buckets or more, as 30 of them do on average: with fewer,
     * {@link #clusteredVariance} is too uncertain to rest anything on.
     */
    public boolean hasEnoughUnits() {
        int occupied = 0;
        for (long count : counts) {
            occupied += count > 0 ? 1 : 0;
        }
        return occupied >= FEWEST_OCCUPIED;
    }

    /** Returns the number of outcomes, n. */
    public long n() {
        return total(counts);
    }

    /** Returns the sum of the values. */
    public long sum() {
        return total(sums);
    }

    /** Returns the mean value; NaN without outcomes. */
    public double mean() {
        return (double) sum() / n();
    }

    /** Returns the variance of an outcome, s^2 with n - 1 in the denominator; NaN for n below 2. */
    public double outcomeVariance() {
        double n = n();
        return centred(counts, sums, squares).doubleValue() / n / (n - 1);
    }

    /**
     * Returns the variance of the difference of two means, whatever the dependence of the outcomes of a unit.
     *
     * <p>V = G/(G - 1) sum_g z_g^2, z_g = (S_bg - m_b n_bg)/n_b - (S_ag - m_a n_ag)/n_a, with n_xg outcomes and sum S_xg
     * in bucket g of arm x, mean m_x: each bucket tells how far its units pull the difference. Source: Liang &amp; Zeger
     * (1986), Biometrika 73, for clusters; buckets of clusters are clusters.
     *
     * @return the variance in squared units of the values; NaN if an arm is empty
     */
    public static double clusteredVariance(ArmSample a, ArmSample b) {
        double[] pulls = new double[BUCKETS];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            pulls[bucket] = b.pull(bucket) - a.pull(bucket);
        }
        return clustered(pulls);
    }

    /** G/(G - 1) sum_g z_g^2. */
    static double clustered(double[] pulls) {
        double sum = 0;
        for (double pull : pulls) {
            sum += pull * pull;
        }
        return sum * BUCKETS / (BUCKETS - 1);
    }

    /** (S_g - m n_g)/n = (S_g n - S n_g)/n^2. */
    double pull(int bucket) {
        double n = n();
        return Products.difference(sums[bucket], n, sum(), counts[bucket]) / n / n;
    }

    /** Returns a copy of the outcomes in each bucket. */
    @Override
    public long[] counts() {
        return counts.clone();
    }

    /** Returns a copy of the sum of the values in each bucket. */
    @Override
    public long[] sums() {
        return sums.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArmSample that
                && Arrays.equals(counts, that.counts)
                && Arrays.equals(sums, that.sums)
                && squares.equals(that.squares);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(counts), Arrays.hashCode(sums), squares);
    }

    @Override
    public String toString() {
        return "ArmSample[counts=" + Arrays.toString(counts) + ", sums=" + Arrays.toString(sums) + ", squares="
                + squares + "]";
    }
}
