package dev.weir.router.control;

import dev.weir.router.selection.CompiledTable;
import java.time.Instant;

/**
 * Hears of every change of the image, after the swap and on the follower's thread; must not block.
 */
public interface RouteListener {

    /**
     * A table is in force.
     *
     * @param table     the table
     * @param appliedAt instant after the swap, to the microsecond where the clock has it
     */
    void applied(CompiledTable table, Instant appliedAt);

    /**
     * A model no longer has a table.
     *
     * @param model the model
     */
    void removed(String model);
}
