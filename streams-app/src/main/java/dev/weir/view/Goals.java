package dev.weir.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits until a consumer has read to where its topics ended when they asked. Any thread may {@link #ask}; the others
 * are called by the thread of the consumer, between two polls.
 */
final class Goals {
    private static final Logger LOG = LoggerFactory.getLogger(Goals.class);
    private static final Duration WITHIN = Duration.ofSeconds(3);

    /** Positions are known after a poll, so that they are hardly waited for. */
    private static final Duration POSITION_WITHIN = Duration.ofMillis(50);

    private final Consumer<?, ?> consumer;
    private final Queue<CompletableFuture<Void>> askers = new ConcurrentLinkedQueue<>();
    private final List<Goal> goals = new ArrayList<>();

    Goals(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    /** Who waits until these offsets are read. */
    private record Goal(Map<TopicPartition, Long> ends, List<CompletableFuture<Void>> askers) {}

    /** Ends once all is read that is there by now; fails if that takes too long. */
    CompletableFuture<Void> ask() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        askers.add(asked);
        return asked.orTimeout(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks once for all who have come since the last call, where the partitions end by now. */
    void set(Set<TopicPartition> partitions) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (CompletableFuture<Void> next = askers.poll(); next != null; next = askers.poll()) {
            waiting.add(next);
        }
        if (waiting.isEmpty()) {
            return;
        }
        try {
            goals.add(new Goal(consumer.endOffsets(partitions, WITHIN), waiting));
        } catch (WakeupException closed) {
            throw closed;
        } catch (KafkaException away) {
            waiting.forEach(each -> each.completeExceptionally(away));
        }
    }

    /** Tells those whose goal is reached. */
    void settle() {
        goals.removeIf(this::isOver);
    }

    /** Whether nobody waits for a goal any more, because it is reached or because they have lost patience. */
    private boolean isOver(Goal goal) {
        if (goal.askers().stream().allMatch(CompletableFuture::isDone)) {
            return true;
        }
        try {
            if (goal.ends().entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey(), POSITION_WITHIN) >= end.getValue())) {
                goal.askers().forEach(each -> each.complete(null));
                return true;
            }
        } catch (WakeupException closed) {
            throw closed;
        } catch (KafkaException away) {
            LOG.debug("event=view-position-unknown reason=\"{}\"", away.getMessage());
        }
        return false;
    }
}
