package dev.weir.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How far the partitions of a topic are, and when all were past an instant. That is noted by the thread that tells of it, so
 * that several may be waited for one after the other without the wait for one being part of the time of the next.
 */
final class Reached {
    private final int partitions;
    private final Map<Integer, Long> until = new HashMap<>();
    private final List<Mark> open = new ArrayList<>();
    private RuntimeException failure;

    /** Of a topic with so many partitions. */
    Reached(int partitions) {
        this.partitions = partitions;
    }

    /** An instant, and the time from then until all partitions were past it. */
    record Mark(Instant instant, CompletableFuture<Duration> passed) {
        /**
         * Waits until all partitions are past it.
         *
         * @return the time from the instant until then; empty if it takes longer than the patience from now on
         */
        Optional<Duration> await(Duration patience) throws InterruptedException {
            try {
                return Optional.of(passed.get(patience.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException tooLong) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException("nobody looks any more how far partitions are", e.getCause());
            }
        }
    }

    /** Begins to look for an instant to be passed. */
    synchronized Mark mark(Instant instant) {
        Mark mark = new Mark(instant, new CompletableFuture<>());
        open.add(mark);
        close();
        return mark;
    }

    /** Tells that a partition is as far as that. */
    synchronized void tell(int partition, long millis) {
        until.merge(partition, millis, Math::max);
        close();
    }

    /** Tells that nothing will be told any more. */
    synchronized void fail(RuntimeException cause) {
        failure = cause;
        close();
    }

    private void close() {
        open.removeIf(mark -> isPast(mark.instant)
                ? mark.passed.complete(Duration.between(mark.instant, Instant.now()))
                : failure != null && mark.passed.completeExceptionally(failure));
    }

    private boolean isPast(Instant instant) {
        return until.size() == partitions
                && until.values().stream().allMatch(millis -> millis > instant.toEpochMilli());
    }
}
