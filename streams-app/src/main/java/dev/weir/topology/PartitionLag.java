package dev.weir.topology;

import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** Says how much of a partition has not been fetched yet; asked from the stream thread that reads it. */
@FunctionalInterface
public interface PartitionLag {
    /** Records not fetched yet; empty while that is not known. */
    OptionalLong of(TopicPartition partition);
}
