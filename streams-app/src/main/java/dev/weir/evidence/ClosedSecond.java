package dev.weir.evidence;

import dev.weir.window.Delta.Count;
import dev.weir.window.Delta.Pairs;
import java.util.List;

/**
 * A second of assignment that is over: a set of counts, in whatever order their deltas came.
 *
 * @param second  the second, epoch seconds
 * @param counts  counts of the partitions that have been read past it, merged by cell, in a fixed order
 * @param pairs   counts of shadow pairs of the same partitions, merged by cell, in a fixed order
 * @param leftOut requests of partitions that had not been read so far, both arms alike
 */
public record ClosedSecond(long second, List<Count> counts, List<Pairs> pairs, long leftOut) {
    public ClosedSecond {
        pairs = List.copyOf(pairs);
        counts = List.copyOf(counts);
    }

    /** A second without pairs. */
    public ClosedSecond(long second, List<Count> counts, long leftOut) {
        this(second, counts, List.of(), leftOut);
    }
}
