package dev.weir.rollout;

import dev.weir.verdict.Verdict;
import java.time.Instant;
import java.util.List;

/** Something the rollout machine reacts to. Each signal carries the one instant that is "now" for it. */
public sealed interface Signal {
    /** The instant that is "now". */
    Instant at();

    /** A plan was submitted. */
    record Submitted(Plan plan, Instant at) implements Signal {}

    /** A watch over the accuracy was asked for, without a rollout. */
    record WatchAsked(Watch watch, Instant at) implements Signal {}

    /** The plan was deleted. */
    record Withdrawn(Withdrawal withdrawal, Instant at) implements Signal {}

    /** A person asked for something; the latest verdict is null before the first. */
    record Commanded(Command command, Verdict latest, Instant at) implements Signal {}

    /**
     * What the sidecars have said of the table in force.
     *
     * @param sidecars each that is known
     * @param complete whether there has been time for all that are alive to be known
     */
    record Heard(List<DrillSidecar> sidecars, boolean complete, Instant at) implements Signal {
        public Heard {
            sidecars = List.copyOf(sidecars);
        }
    }

    /** The evidence was weighed; also the way in which time passes for a rollout. */
    record Judged(Verdict verdict, Instant at) implements Signal {}
}
