package dev.weir.router.control;

import java.time.Instant;
import java.util.Objects;

/**
 * What a router keeps for a start without Kafka.
 *
 * @param tables    the tables in force
 * @param currentAt instant up to which they are known to be the latest
 */
record Snapshot(HeldTables tables, Instant currentAt) {

    Snapshot {
        Objects.requireNonNull(tables, "tables");
        Objects.requireNonNull(currentAt, "currentAt");
    }
}
