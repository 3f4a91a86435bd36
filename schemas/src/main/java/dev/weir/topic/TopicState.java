package dev.weir.topic;

import java.util.Set;

/**
 * A topic as a broker has it.
 *
 * @param partitions its partition count
 * @param cleanupPolicy {@code delete}, {@code compact} or both
 */
record TopicState(int partitions, Set<String> cleanupPolicy) {

    TopicState {
        cleanupPolicy = Set.copyOf(cleanupPolicy);
    }
}
