package dev.weir.window;

import dev.weir.event.Observation;
import java.time.Duration;

/**
 * How long requests of a model may take.
 *
 * @param timeoutMicros  latency above which a request counts as timed out, microseconds
 * @param deadlineMicros latency above which it counts as timed out as evidence, whatever comes of it later,
 *                       microseconds; at most the timeout
 */
public record TimeLimits(long timeoutMicros, long deadlineMicros) {
    private static final long NANOS = 1_000;

    public TimeLimits {
        if (!(deadlineMicros > 0 && deadlineMicros <= timeoutMicros)) {
            throw new IllegalArgumentException(
                    "deadlineMicros must be from 1 to timeoutMicros = " + timeoutMicros + ", not " + deadlineMicros);
        }
    }

    /** The same limit for metrics and evidence. */
    public static TimeLimits of(Duration timeout) {
        return of(timeout, timeout);
    }

    /** A timeout, and a deadline for evidence that is at most as long. */
    public static TimeLimits of(Duration timeout, Duration deadline) {
        return new TimeLimits(timeout.toNanos() / NANOS, deadline.toNanos() / NANOS);
    }

    /** Whether a call ended between the deadline and the timeout. */
    boolean isOverdue(Observation.Call call) {
        return call.durationMicros() > deadlineMicros && !call.timedOut(timeoutMicros);
    }

    /** The deadline in milliseconds, rounded up. */
    long deadlineMillis() {
        return (deadlineMicros + 999) / 1_000;
    }
}
