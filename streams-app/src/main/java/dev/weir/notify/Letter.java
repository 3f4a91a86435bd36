package dev.weir.notify;

import dev.weir.schema.Alert;
import java.time.Instant;

/**
 * An alert on its way to one channel.
 *
 * @param alert    what is sent
 * @param progress of the partition it was read from
 * @param offset   where it was read
 * @param deadline instant after which no further attempt is made
 */
record Letter(Alert alert, PartitionProgress progress, long offset, Instant deadline) {}
