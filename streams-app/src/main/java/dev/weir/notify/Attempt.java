package dev.weir.notify;

import java.time.Duration;
import java.util.Optional;

/** What became of one attempt to deliver an alert. */
sealed interface Attempt {
    /** It was taken. */
    record Delivered() implements Attempt {}

    /**
     * It was not, and may be another time.
     *
     * @param why   what happened
     * @param after time the receiver asked for
     */
    record Failed(String why, Optional<Duration> after) implements Attempt {}

    /** It was refused, and would be every time. */
    record Refused(String why) implements Attempt {}
}
