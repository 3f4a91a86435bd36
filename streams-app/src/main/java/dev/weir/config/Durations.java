package dev.weir.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and a unit, as {@code 250ms}, {@code 90s}, {@code 15m}, {@code 2d}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

    private Durations() {}

    /** A unit, largest first, so that formatting finds the shortest way to write a duration. */
    private enum Unit {
        D("d", 86_400_000),
        H("h", 3_600_000),
        M("m", 60_000),
        S("s", 1_000),
        MS("ms", 1);

        private final String symbol;
        private final long millis;

        Unit(String symbol, long millis) {
            this.symbol = symbol;
            this.millis = millis;
        }
    }

    /**
     * Reads a duration.
     *
     * @param text a whole number, at least 0, and one of ms, s, m, h, d; a bare 0 needs no unit
     * @throws IllegalArgumentException if the text is anything else; the message says what to write
     */
    public static Duration parse(String text) {
        String trimmed = text.strip();
        Matcher matcher = WRITTEN.matcher(trimmed);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            for (Unit unit : Unit.values()) {
                if (unit.symbol.equals(matcher.group(2))) {
                    return Duration.ofMillis(Math.multiplyExact(count, unit.millis));
                }
            }
        }
        if (trimmed.equals("0")) {
            return Duration.ZERO;
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no duration; write a whole number and a unit, such as 250ms, 90s, 15m, 24h or 2d");
    }

    /**
     * Writes a duration in the largest unit that loses nothing, so that {@code parse(format(d))} equals {@code d}.
     *
     * @param duration at least 0, in whole milliseconds; a finer rest is cut off
     */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (Unit unit : Unit.values()) {
            // 24h and 48h are how people speak of a day or two of traffic; from three days on, days read better.
            boolean fewDays = unit == Unit.D && millis < 3 * Unit.D.millis;
            if (millis % unit.millis == 0 && !fewDays) {
                return millis / unit.millis + unit.symbol;
            }
        }
        throw new IllegalStateException("a whole number of milliseconds divides by 1: " + duration);
    }
}
