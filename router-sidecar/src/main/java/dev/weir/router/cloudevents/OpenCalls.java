package dev.weir.router.cloudevents;

import dev.weir.router.cloudevents.LoggedMessage.Kind;
import dev.weir.router.report.LoggedPart;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The times of calls of late, so that whichever half comes second tells how long the call took. Thread-safe.
 *
 * <p>A call is kept from its first message for {@link #KEPT}, the oldest giving way beyond {@link #CAPACITY}; not only until
 * it is complete, so that a message that is sent again says the same again.
 */
final class OpenCalls {

    /** Calls that are kept at most: some 10 MB. */
    static final int CAPACITY = 20_000;

    /** How long a call is kept. */
    static final Duration KEPT = Duration.ofMinutes(5);

    private record Times(long sinceMillis, Instant request, Instant response) {}

    private final Map<CallKey, Times> calls = new LinkedHashMap<>();
    private final LongSupplier clockMillis;

    OpenCalls(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
    }

    /** Returns what a message and those before it tell of its call. */
    synchronized LoggedPart take(LoggedMessage message) {
        long now = clockMillis.getAsLong();
        forget(now);
        Times times = times(message, now);
        boolean isRequest = message.kind() == Kind.REQUEST;
        Instant start = times.request() != null ? times.request() : message.time();
        return new LoggedPart(
                message.call().id(),
                message.call().model(),
                message.call().variant(),
                start == null ? now : start.toEpochMilli(),
                message.input(),
                isRequest ? message.sizeBytes() : null,
                message.prediction(),
                message.time() == null ? null : durationMicros(times));
    }

    private Times times(LoggedMessage message, long now) {
        Times before = calls.getOrDefault(message.call(), new Times(now, null, null));
        if (message.time() == null) {
            return before;
        }
        Times times = message.kind() == Kind.REQUEST
                ? new Times(before.sinceMillis(), message.time(), before.response())
                : new Times(before.sinceMillis(), before.request(), message.time());
        calls.put(message.call(), times);
        if (calls.size() > CAPACITY) {
            Iterator<CallKey> oldest = calls.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return times;
    }

    private void forget(long now) {
        Iterator<Times> oldest = calls.values().iterator();
        while (oldest.hasNext() && now - oldest.next().sinceMillis() > KEPT.toMillis()) {
            oldest.remove();
        }
    }

    /** Returns null where a time is missing, or clocks disagree so far that the answer came before the question. */
    private static Long durationMicros(Times times) {
        if (times.request() == null
                || times.response() == null
                || times.response().isBefore(times.request())) {
            return null;
        }
        return ChronoUnit.MICROS.between(times.request(), times.response());
    }
}
