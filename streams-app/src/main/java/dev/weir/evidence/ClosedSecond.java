package dev.weir.evidence;

import dev.weir.window.Delta.Count;
import java.util.List;

/**
 * A second of assignment that is over: a set of counts, in whatever order their deltas came.
 *
 * @param second  the second, epoch seconds
 * @param counts  counts of the partitions that have been read past it, merged by cell, in a fixed order
 * @param leftOut requests of partitions that had not been read so far, both arms alike
 */
public record ClosedSecond(long second, List<Count> counts, long leftOut) {
    public ClosedSecond {
        counts = List.copyOf(counts);
    }
}
