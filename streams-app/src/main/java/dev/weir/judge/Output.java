package dev.weir.judge;

import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.Watch;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.Verdict;
import dev.weir.window.Totals;
import java.time.Instant;
import java.util.List;

/** Something to publish, in the order in which it happened. */
public sealed interface Output {
    /**
     * A judgement.
     *
     * @param verdict     the judgement
     * @param rollout     rollout it is about
     * @param stage       stage it is about
     * @param closedUntil end of the last second that is in its evidence, exclusive; null where that is not known
     * @param readings    what came to be known since the verdict that was published before; null where that is not known
     */
    record Judged(Verdict verdict, String rollout, String stage, Instant closedUntil, List<Reading> readings)
            implements Output {
        /** A judgement that does not say what was known. */
        public Judged(Verdict verdict, String rollout, String stage, Instant closedUntil) {
            this(verdict, rollout, stage, closedUntil, null);
        }
    }

    /** A decision. */
    record Decided(Decision decision) implements Output {}

    /** The plan that runs, in the place of one that was refused. */
    record Restored(Plan plan) implements Output {}

    /** The watch that goes on, in the place of a plan that was refused. */
    record WatchRestored(Watch watch) implements Output {}

    /** New weights. */
    record Routed(RoutingTable table) implements Output {}

    /** Figures of a window; rollout and stage are those running now, null without one. */
    record Measured(Totals totals, String rollout, String stage) implements Output {}

    /** Something a person should know. */
    record Raised(Alert alert) implements Output {}
}
