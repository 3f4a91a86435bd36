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

    /** Largest duration, bytes and millionths of a cost: some nine hundred thousand of them still add up in 64 bits. */
    static final long LARGEST_FIGURE = 10_000_000_000_000L;

    private static final long LARGEST_COST = LARGEST_FIGURE / 1_000_000;

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
            return reject(Reason.OUT_OF_RANGE, "revision is negative; send the routing table's, or leave it out");
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
        if (call.durationMicros() <= LARGEST_FIGURE
                && isFigure(call.cpuMicros())
                && isFigure(call.memoryBytes())
                && isFigure(call.costMicros())) {
            return Optional.empty();
        }
        return figure("latency.durationMicros", call.durationMicros(), LARGEST_FIGURE)
                .or(() -> figure("latency.cpuMicros", call.cpuMicros(), LARGEST_FIGURE))
                .or(() -> figure("latency.memoryBytes", call.memoryBytes(), LARGEST_FIGURE))
                .or(() -> figure("latency.cost", call.costMicros(), LARGEST_COST));
    }

    private static boolean isFigure(long value) {
        return value >= Observation.ABSENT && value <= LARGEST_FIGURE;
    }

    private static Optional<Rejection> figure(String field, long value, long largest) {
        if (isFigure(value)) {
            return Optional.empty();
        }
        return reject(
                Reason.OUT_OF_RANGE,
                field + (value < 0 ? " is negative or no number; send " : " is too large; send ") + "0 to " + largest);
    }

    static Optional<Rejection> reject(Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }
}
