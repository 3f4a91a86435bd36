package dev.weir.event;

import dev.weir.event.Rejection.Reason;
import java.time.Instant;
import java.util.Optional;

/** What makes an event countable. */
public final class EventRules {
    /** How far a producer's clock may be ahead, milliseconds. */
    public static final long CLOCK_SKEW_MILLIS = 60_000;

    /** Longest name of a model, variant, unit or request that is kept, characters. */
    public static final int LONGEST_NAME = 512;

    private EventRules() {}

    /**
     * Why an event cannot be counted; empty for one that can.
     *
     * @param nowMillis instant at which the event is read, epoch milliseconds
     */
    public static Optional<Rejection> check(Observation event, long nowMillis) {
        if (!isName(event.requestId()) || !isName(event.model()) || !isName(event.variant())) {
            return name("requestId", event.requestId())
                    .or(() -> name("model", event.model()))
                    .or(() -> name("variant", event.variant()));
        }
        Optional<Rejection> instant = instant(event.assignedMillis(), nowMillis);
        if (instant.isPresent()) {
            return instant;
        }
        if (event.revision() < Observation.NO_REVISION) {
            return reject(Reason.OUT_OF_RANGE, "revision is negative: " + event.revision());
        }
        return event.call() == null ? Optional.empty() : call(event.call());
    }

    static Optional<Rejection> instant(long millis, long nowMillis) {
        if (millis < 0) {
            return reject(Reason.OUT_OF_RANGE, "timestamp is before 1970; send epoch milliseconds");
        }
        return millis > nowMillis + CLOCK_SKEW_MILLIS
                ? reject(
                        Reason.FUTURE,
                        "timestamp " + Instant.ofEpochMilli(millis) + " is ahead of now "
                                + Instant.ofEpochMilli(nowMillis)
                                + "; check the producer's clock and unit (milliseconds)")
                : Optional.empty();
    }

    private static boolean isName(String value) {
        return value != null && value.length() <= LONGEST_NAME && !value.isBlank();
    }

    static Optional<Rejection> name(String field, String value) {
        if (value == null || value.isBlank()) {
            return reject(Reason.MISSING_FIELD, field + " is blank; send its name");
        }
        return value.length() > LONGEST_NAME
                ? reject(Reason.OUT_OF_RANGE, field + " is longer than " + LONGEST_NAME + " characters")
                : Optional.empty();
    }

    private static Optional<Rejection> call(Observation.Call call) {
        if (call.durationMicros() < 0) {
            return reject(
                    Reason.OUT_OF_RANGE,
                    "latency.durationMicros is negative: " + call.durationMicros() + "; send microseconds from 0 up");
        }
        if (call.cpuMicros() >= Observation.ABSENT
                && call.memoryBytes() >= Observation.ABSENT
                && call.costMicros() >= Observation.ABSENT) {
            return Optional.empty();
        }
        return notNegative("latency.cpuMicros", call.cpuMicros())
                .or(() -> notNegative("latency.memoryBytes", call.memoryBytes()))
                .or(() -> notNegative("latency.cost", call.costMicros()));
    }

    private static Optional<Rejection> notNegative(String field, long value) {
        return value < 0 && value != Observation.ABSENT
                ? reject(Reason.OUT_OF_RANGE, field + " is negative")
                : Optional.empty();
    }

    static Optional<Rejection> reject(Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }
}
