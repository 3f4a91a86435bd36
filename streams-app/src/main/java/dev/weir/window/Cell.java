package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import java.util.Comparator;

/**
 * What is counted together: requests of one second of assignment that the same routing sent the same way.
 *
 * @param second    second of assignment, epoch seconds
 * @param revision  revision of the routing table, or {@link dev.weir.event.Observation#NO_REVISION}
 * @param variant   version that handled the requests
 * @param role      whether users got the answers
 * @param segments  attributes in canonical form
 * @param admission what the requests may be used for besides metrics
 */
public record Cell(long second, long revision, String variant, Role role, String segments, Admission admission) {
    /** By second, and within it one order of all that can differ. */
    public static final Comparator<Cell> ORDER = Comparator.comparingLong(Cell::second)
            .thenComparingLong(Cell::revision)
            .thenComparing(Cell::variant)
            .thenComparing(Cell::role)
            .thenComparing(Cell::segments)
            .thenComparing(Cell::admission);

    /** The cell of requests that differ in what they may be used for. */
    public Cell with(Admission other) {
        return new Cell(second, revision, variant, role, segments, other);
    }
}
