package dev.weir.verdict;

import dev.weir.evidence.Metric;
import java.time.Duration;
import java.util.Locale;

/*
 * Written out instead of left to String.format, whose price is that of the whole judgement: a verdict that is undecided says
 * a dozen figures, several times a second for each model.
 */
/** Figures as people read them. */
final class Figures {
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MINUTE = 60;
    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
    private static final double LARGEST_DECIMAL = 1e12;
    private static final double LOG_TEN = StrictMath.log(10);

    private Figures() {}

    /** A number of requests in two digits that count, e.g. 6,400. */
    static String about(double requests) {
        double unit = StrictMath.pow(10, Math.max(0, Math.floor(StrictMath.log10(Math.max(1, requests))) - 1));
        return grouped(Math.round(Math.ceil(requests / unit) * unit));
    }

    /** A number of things with its thousands set off, e.g. 12,345. */
    static String grouped(long number) {
        StringBuilder digits = new StringBuilder().append(number);
        int first = number < 0 ? 1 : 0;
        for (int i = digits.length() - 3; i > first; i -= 3) {
            digits.insert(i, ',');
        }
        return digits.toString();
    }

    /** A time in the unit that suits it, e.g. 4 min. */
    static String time(Duration time) {
        double seconds = Math.max(1, time.toMillis() / 1_000.0);
        if (seconds < 2 * MINUTE) {
            return Math.round(seconds) + " s";
        }
        if (seconds < 2 * HOUR) {
            return Math.round(seconds / MINUTE) + " min";
        }
        return seconds < 2 * DAY ? Math.round(seconds / HOUR) + " h" : Math.round(seconds / DAY) + " d";
    }

    /** Requests per second. */
    static String rate(double perSecond) {
        return decimal(perSecond, perSecond < 10 ? 1 : 0) + " requests/s";
    }

    /** A metric's value with its unit. */
    static String text(Metric metric, Double value) {
        if (value == null) {
            return "none";
        }
        return switch (metric) {
            case ERROR_RATE, TIMEOUT_RATE -> percent(value);
            case LATENCY_P50, LATENCY_P95, CPU -> decimal(value / MICROS_PER_MILLI, 1) + " ms";
            case MEMORY -> decimal(value, 0) + " bytes";
            case COST -> decimal(value / 1_000_000, 6);
        };
    }

    /** A share in percent. */
    static String percent(double share) {
        return decimal(100 * share, 2) + " %";
    }

    /** A ratio in three digits that count, e.g. 1.20 or 15.0. */
    static String ratio(double ratio) {
        return threeDigits(ratio, StrictMath.log(ratio));
    }

    /** Evidence in three digits that count, from its natural logarithm: it may be beyond every double. */
    static String evidence(double logE) {
        return threeDigits(StrictMath.exp(logE), logE);
    }

    private static String threeDigits(double value, double log) {
        if (value == 0 && log == Double.NEGATIVE_INFINITY) {
            return "0";
        }
        long exponent = (long) Math.floor(log / LOG_TEN);
        // 9.996 has one digit before its point and is 10.0 in three digits.
        double mantissa = StrictMath.exp(log - exponent * LOG_TEN);
        if (mantissa >= 9.995) {
            mantissa = 1;
            exponent++;
        }
        return exponent >= -4 && exponent <= 2
                ? decimal(value, (int) (2 - exponent))
                : decimal(mantissa, 2) + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "")
                        + Math.abs(exponent);
    }

    private static String decimal(double value, int digits) {
        if (!(Math.abs(value) < LARGEST_DECIMAL)) {
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }
        long scaled = Math.round(Math.abs(value) * POWERS[digits]);
        StringBuilder text = new StringBuilder();
        if (value < 0 && scaled > 0) {
            text.append('-');
        }
        text.append(scaled / POWERS[digits]);
        if (digits > 0) {
            String rest = Long.toString(scaled % POWERS[digits]);
            text.append('.').append("0".repeat(digits - rest.length())).append(rest);
        }
        return text.toString();
    }
}
