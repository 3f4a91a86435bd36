package dev.weir.evidence;

import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks that are not full yet, while a second is taken in. When there are too many, as with many strata of few requests,
 * requests of a stratum without a block join that of the rest: they stay evidence, and how many they are is told. Not
 * safe for use by several threads.
 */
final class OpenBlocks {
    /** Open blocks of strata of their own. */
    static final int MOST = 1_000;

    private final Map<Place, OpenBlock> blocks = new HashMap<>();
    private final String rest;
    private long merged;

    private record Place(int stage, long revision, String stratum) {}

    /**
     * Blocks as they were before the second.
     *
     * @param rest stratum of requests for which there is no room
     */
    OpenBlocks(List<OpenBlock> open, String rest) {
        this.rest = rest;
        open.forEach(block -> blocks.put(place(block), block));
    }

    private static Place place(OpenBlock block) {
        return new Place(block.stage(), block.revision(), block.stratum());
    }

    /** Adds requests of one cell. */
    void add(int stage, long revision, String stratum, long second, Tally tally, boolean isCandidate) {
        Place place = new Place(stage, revision, stratum);
        OpenBlock block = blocks.get(place);
        if (block == null && blocks.size() >= MOST && !stratum.equals(rest)) {
            merged += tally.calls();
            add(stage, revision, rest, second, tally, isCandidate);
            return;
        }
        OpenBlock begun =
                block == null ? new OpenBlock(stage, revision, stratum, second, Tally.EMPTY, Tally.EMPTY) : block;
        blocks.put(place, begun.plus(tally, isCandidate));
    }

    /** Calls that joined the rest. */
    long merged() {
        return merged;
    }

    /** Takes out the blocks that can be weighed once a second has closed, in the order in which they are. */
    List<OpenBlock> takeFull(long second) {
        List<OpenBlock> full = new ArrayList<>();
        blocks.values().removeIf(block -> block.isFull(second) && full.add(block));
        full.sort(null);
        return full;
    }

    /** The blocks that are left, in a fixed order, without those that can never be weighed. */
    List<OpenBlock> rest(long second, StageStart current) {
        List<OpenBlock> left = new ArrayList<>(blocks.values());
        left.removeIf(block -> block.isAbandoned(second, current));
        left.sort(null);
        return left;
    }
}
