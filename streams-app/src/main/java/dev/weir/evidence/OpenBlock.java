package dev.weir.evidence;

import dev.weir.event.Observation;
import dev.weir.window.Tally;

/**
 * Consecutive closed seconds of one cell on the way to a block. Which requests get into a block depends on when they
 * were assigned and on earlier blocks only, never on how they went.
 *
 * @param stage       stage the requests were assigned in
 * @param revision    revision of the routing table that assigned them
 * @param stratum     values of the attributes by which blocks are kept apart
 * @param firstSecond first second, epoch seconds
 * @param candidate   counts of the candidate
 * @param baseline    counts of the baseline
 */
public record OpenBlock(int stage, long revision, String stratum, long firstSecond, Tally candidate, Tally baseline)
        implements Comparable<OpenBlock> {

    /** Requests of each arm that make a block worth weighing. */
    static final long ENOUGH = 5;

    private static final long LONGEST_SECONDS = 3_600;

    OpenBlock plus(Tally more, boolean isCandidate) {
        return isCandidate
                ? new OpenBlock(stage, revision, stratum, firstSecond, candidate.plus(more), baseline)
                : new OpenBlock(stage, revision, stratum, firstSecond, candidate, baseline.plus(more));
    }

    /** Whether it can be weighed once a second has closed. */
    boolean isFull(long second) {
        long smaller = Math.min(candidate.calls(), baseline.calls());
        return smaller >= ENOUGH || smaller >= 1 && second - firstSecond >= LONGEST_SECONDS;
    }

    /** Whether it will never be weighed: one arm is empty and routers have long moved on to another revision. */
    boolean isAbandoned(long second, StageStart current) {
        boolean mayGrow =
                stage == current.stage() && (revision == current.revision() || revision == Observation.NO_REVISION);
        return !mayGrow
                && Math.min(candidate.calls(), baseline.calls()) == 0
                && second - firstSecond >= LONGEST_SECONDS;
    }

    /** The order in which blocks that fill in the same second are weighed. */
    @Override
    public int compareTo(OpenBlock other) {
        int byRevision = Long.compare(revision, other.revision);
        if (byRevision != 0) {
            return byRevision;
        }
        int byStage = Integer.compare(stage, other.stage);
        return byStage != 0 ? byStage : stratum.compareTo(other.stratum);
    }
}
