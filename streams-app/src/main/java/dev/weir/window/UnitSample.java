package dev.weir.window;

import dev.weir.event.UnitKey;
import java.util.Arrays;

/**
 * What is known of the units whose first requests were counted: how many there are at least, and exactly which of a
 * sixteenth of them. A unit counts once, however often and wherever it is seen.
 *
 * <p>A unit stays noted where a request of it was counted as its first that turned out not to be: it was assigned there
 * too. Of all places where it is noted, its first assignment is in the earliest second, there under the lowest revision.
 *
 * <p>{@link #plus} is associative, commutative and idempotent with {@link #EMPTY} as its neutral element, exactly: it is
 * the union of sets.
 *
 * @param buckets bit i is set if a unit fell into bucket i of 64
 * @param sampled {@link UnitKey#identity} of the units whose identity begins with four zero bits, strictly increasing;
 *                copied; null stands for none
 * @throws IllegalArgumentException if {@code sampled} does not increase or holds another unit
 */
public record UnitSample(long buckets, long[] sampled) {
    /** One unit in so many is sampled. */
    public static final int ONE_IN = 16;

    private static final long[] NONE = {};

    /** No unit. */
    public static final UnitSample EMPTY = new UnitSample(0, NONE);

    private static final int IDENTITY_BITS = Long.SIZE - Integer.numberOfTrailingZeros(ONE_IN);

    public UnitSample {
        sampled = sampled == null || sampled.length == 0 ? NONE : sampled.clone();
        for (int i = 0; i < sampled.length; i++) {
            if (!isSampled(sampled[i])) {
                throw new IllegalArgumentException(
                        "sampled must hold identities below 2^" + IDENTITY_BITS + ", not " + sampled[i]);
            }
            if (i > 0 && sampled[i] <= sampled[i - 1]) {
                throw new IllegalArgumentException(
                        "sampled must increase, not " + sampled[i - 1] + " then " + sampled[i]);
            }
        }
    }

    private static boolean isSampled(long identity) {
        return identity >>> IDENTITY_BITS == 0;
    }

    /** Returns a copy of the identities of the sampled units. */
    @Override
    public long[] sampled() {
        return sampled.clone();
    }

    /** Number of sampled units. */
    public int sampledSize() {
        return sampled.length;
    }

    /** A number that the different units are at least, from 0 to 64: some 40 units are needed to show that there are 30. */
    public int distinctAtLeast() {
        return Long.bitCount(buckets);
    }

    /** The units of both. */
    public UnitSample plus(UnitSample other) {
        if (sampled.length == 0 || other.sampled.length == 0) {
            long[] only = sampled.length == 0 ? other.sampled : sampled;
            return new UnitSample(buckets | other.buckets, only);
        }
        long[] union = new long[sampled.length + other.sampled.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < sampled.length && j < other.sampled.length) {
            long mine = sampled[i];
            long theirs = other.sampled[j];
            union[size++] = Math.min(mine, theirs);
            i += mine <= theirs ? 1 : 0;
            j += theirs <= mine ? 1 : 0;
        }
        while (i < sampled.length) {
            union[size++] = sampled[i++];
        }
        while (j < other.sampled.length) {
            union[size++] = other.sampled[j++];
        }
        return new UnitSample(buckets | other.buckets, Arrays.copyOf(union, size));
    }

    /** How many there are at least, without which: of a size that does not grow. */
    public UnitSample withoutSampled() {
        return sampled.length == 0 ? this : new UnitSample(buckets, NONE);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof UnitSample other && buckets == other.buckets && Arrays.equals(sampled, other.sampled);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(buckets) + Arrays.hashCode(sampled);
    }

    @Override
    public String toString() {
        return "UnitSample[buckets=" + Long.toHexString(buckets) + ", sampled=" + Arrays.toString(sampled) + "]";
    }

    /** Collects units as they come; not safe for use by several threads. */
    static final class Builder {
        private static final int FIRST_ROOM = 4;

        private long buckets;
        private long[] sampled = NONE;
        private int size;

        /** Takes note of a unit: for most no more than a bit. */
        void add(UnitKey unit) {
            buckets |= 1L << unit.bucket();
            if (isSampled(unit.identity())) {
                if (size == sampled.length) {
                    sampled = Arrays.copyOf(sampled, Math.max(FIRST_ROOM, 2 * size));
                }
                sampled[size++] = unit.identity();
            }
        }

        /** What was collected. */
        UnitSample build() {
            if (size == 0) {
                return buckets == 0 ? EMPTY : new UnitSample(buckets, null);
            }
            return new UnitSample(
                    buckets, Arrays.stream(sampled, 0, size).sorted().distinct().toArray());
        }
    }
}
