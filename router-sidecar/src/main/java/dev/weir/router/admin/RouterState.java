package dev.weir.router.admin;

import dev.weir.router.selection.RouteImage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the admin server tells of the router it belongs to. */
public interface RouterState {

    /** Returns the image in force. */
    RouteImage image();

    /** Returns whether there are routing tables to go by: read once to their end, or without Kafka from the snapshot. */
    boolean isReady();

    /** Returns whether the router is ending, and takes no more requests. */
    boolean isDraining();

    /** Returns whether the routing tables have been read once to their end. */
    boolean isCaughtUp();

    /** Returns whether the router has lost touch with the routing tables. */
    default boolean isStale() {
        return staleSince().isPresent();
    }

    /** Returns the instant up to which the tables are known to be the latest; empty while the router is in touch. */
    Optional<Instant> staleSince();

    /** Returns how long ago the tables were known to be the latest; zero or next to it while the router is in touch. */
    Duration age();

    /** Returns what became of the events so far. */
    EventCounts events();
}
