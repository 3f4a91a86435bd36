package dev.weir.statistics.drift;

import java.util.List;

/**
 * One feature in a window of time beside its reference, counted in the same bins: deciles of the reference for numbers,
 * the categories and "other" for the rest; some twenty bins at most.
 *
 * @param feature   its name
 * @param reference count in each bin of the reference; 0 or more
 * @param current   count in each bin of the window; 0 or more, as many bins
 * @throws IllegalArgumentException if a count is negative or the bins are not the same
 */
public record FeatureWindow(String feature, List<Long> reference, List<Long> current) {
    public FeatureWindow {
        reference = List.copyOf(reference);
        current = List.copyOf(current);
        if (current.size() != reference.size()) {
            throw new IllegalArgumentException("current must hold one count per bin of " + feature + ", "
                    + reference.size() + ", not " + current.size());
        }
        requireCounts("reference", reference);
        requireCounts("current", current);
    }

    private static void requireCounts(String name, List<Long> counts) {
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException(name + " must hold counts of 0 or more, not " + count);
            }
        }
    }

    /** Whether both the reference and the window hold anything, without which there is nothing to compare. */
    boolean hasData() {
        return holdsAnything(reference) && holdsAnything(current);
    }

    private static boolean holdsAnything(List<Long> counts) {
        return counts.stream().anyMatch(count -> count > 0);
    }

    long[] referenceCounts() {
        return counts(reference);
    }

    long[] currentCounts() {
        return counts(current);
    }

    private static long[] counts(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).toArray();
    }
}
