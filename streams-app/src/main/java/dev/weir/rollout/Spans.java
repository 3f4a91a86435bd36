package dev.weir.rollout;

import java.time.Duration;

/** Lengths of time as a plan writes them. */
final class Spans {
    private Spans() {}

    /** A length of time in the largest unit that leaves no rest, e.g. {@code 48h}, {@code 7d} or {@code 90s}. */
    static String text(Duration time) {
        long seconds = time.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return time.toMillis() % 1_000 == 0 ? seconds + "s" : time.toMillis() + "ms";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        // Two days are called 48h: that is how the practice speaks of them.
        return seconds % 86_400 == 0 && seconds > 2 * 86_400 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
    }
}
