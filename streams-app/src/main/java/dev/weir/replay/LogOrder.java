package dev.weir.replay;

import dev.weir.event.EventRules;
import dev.weir.event.OutcomeRules;
import dev.weir.event.Rejection;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One log in the order in which things happened, as far as looking so many entries ahead can establish it.
 * Logs are written when answers are there, so that they are never quite in that order. What comes later than that is
 * passed on as it comes. Not safe for use by several threads.
 *
 * <p>A log has no clock to compare an event with. That its producer's was ahead is seen by what follows it: most entries
 * after it are from before it by more than a clock may be ahead. A pause in the traffic, in contrast, is followed by
 * entries from after it.
 */
final class LogOrder {
    /** Before its first entry a log is not believed to have been silent for so long, milliseconds. */
    private static final long LONGEST_FIRST_GAP_MILLIS = 86_400_000;

    private final Supplier<Optional<Logged>> log;
    private final int window;
    private final Predicate<String> isPlanned;
    private final LogCounts.Builder counts;
    private final PriorityQueue<Entry> ahead = new PriorityQueue<>(
            Comparator.comparingLong((Entry entry) -> entry.event.atMillis()).thenComparingLong(Entry::number));
    private long accepted;
    private long latestMillis = Long.MIN_VALUE;
    private boolean over;

    private record Entry(long number, Logged.Event event) {}

    /**
     * A log that has not been read yet.
     *
     * @param window    entries to look ahead, at least 1
     * @param isPlanned whether a model has a plan
     */
    LogOrder(Supplier<Optional<Logged>> log, int window, Predicate<String> isPlanned, LogCounts.Builder counts) {
        this.log = log;
        this.window = window;
        this.isPlanned = isPlanned;
        this.counts = counts;
    }

    /** Instant of the next event, epoch milliseconds; the largest long at the end. */
    long nextMillis() {
        settle();
        return ahead.isEmpty() ? Long.MAX_VALUE : ahead.peek().event.atMillis();
    }

    /** The next event; there must be one. */
    Logged.Event next() {
        settle();
        Logged.Event event = ahead.remove().event;
        latestMillis = Math.max(latestMillis, event.atMillis());
        return event;
    }

    /** Looks ahead, and takes out what cannot be the next. */
    private void settle() {
        fill();
        while (!ahead.isEmpty()) {
            Entry first = ahead.peek();
            boolean isFuture = latestMillis != Long.MIN_VALUE
                    && first.event.atMillis() > latestMillis + EventRules.CLOCK_SKEW_MILLIS
                    && isFollowedByEarlier(first);
            if (!isFuture && !isLongBeforeAll(first)) {
                return;
            }
            ahead.remove();
            counts.dead(isFuture ? Rejection.Reason.FUTURE.name() : Rejection.Reason.OUT_OF_RANGE.name());
            fill();
        }
    }

    private boolean isFollowedByEarlier(Entry entry) {
        long followers = accepted - entry.number;
        long later = ahead.stream().filter(other -> other.number > entry.number).count();
        return followers - later > later;
    }

    private boolean isLongBeforeAll(Entry first) {
        if (latestMillis != Long.MIN_VALUE || ahead.size() < 2) {
            return false;
        }
        long second = ahead.stream()
                .filter(other -> other != first)
                .mapToLong(other -> other.event.atMillis())
                .min()
                .orElseThrow();
        return second - first.event.atMillis() > LONGEST_FIRST_GAP_MILLIS;
    }

    private void fill() {
        while (!over && ahead.size() < window) {
            Optional<Logged> entry = log.get();
            over = entry.isEmpty();
            entry.ifPresent(this::take);
        }
    }

    private void take(Logged entry) {
        counts.read();
        if (entry instanceof Logged.Unusable) {
            counts.dead(Rejection.Reason.UNREADABLE.name());
        } else if (!isPlanned.test(entry.model())) {
            counts.otherModel();
        } else {
            Logged.Event event = (Logged.Event) entry;
            Optional<Rejection> rejection = check(event);
            if (rejection.isPresent()) {
                counts.dead(rejection.get().reason().name());
            } else {
                ahead.add(new Entry(++accepted, event));
            }
        }
    }

    private static Optional<Rejection> check(Logged.Event event) {
        return event instanceof Logged.Request request
                ? EventRules.check(request.observation(), request.atMillis())
                : OutcomeRules.check(((Logged.Outcome) event).outcome(), event.atMillis());
    }
}
