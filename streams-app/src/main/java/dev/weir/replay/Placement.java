package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.routing.RoutingTable;
import java.util.List;

/** Says what a logged request becomes in a replay. */
@FunctionalInterface
public interface Placement {
    /**
     * The events that a logged one becomes under a table: one where it is taken, none where it is not, and two where a copy
     * of it goes to the candidate as well. They keep its requestId and its instant.
     */
    List<Observation> place(Observation event, RoutingTable table);
}
