package dev.weir.window;

import java.util.List;

/**
 * What one partition's task counted for one model since its last commit.
 *
 * @param partition source partition the events came from
 * @param counts    the counts, one entry a cell
 */
public record Delta(int partition, List<Count> counts) {

    /** The count of one cell. */
    public record Count(Cell cell, Tally tally) {}

    public Delta {
        counts = List.copyOf(counts);
    }
}
