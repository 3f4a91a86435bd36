package dev.weir.verdict;

import dev.weir.evidence.Measure;
import dev.weir.evidence.Metric;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;
import java.time.Duration;
import java.util.Locale;

/** Figures of a variant as people read them. */
final class Figures {
    private static final double MICROS_PER_MILLI = 1_000;

    private static final double MINUTE = 60;
    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;

    private Figures() {}

    /** A metric's value; null where nothing was counted. A quantile among the timeouts has no value either. */
    static Double value(Metric metric, Tally tally) {
        if (metric.isRate()) {
            return tally.calls() == 0 ? null : (double) Measure.failures(metric, tally) / tally.calls();
        }
        Histogram distribution = Measure.distribution(metric, tally);
        if (distribution.total() == 0) {
            return null;
        }
        double quantile = distribution.quantile(metric.quantile());
        return Double.isInfinite(quantile) ? null : quantile;
    }

    /** Requests behind a metric's value. */
    static long samples(Metric metric, Tally tally) {
        return metric.isRate()
                ? tally.calls()
                : Measure.distribution(metric, tally).total();
    }

    /** A number of requests in two digits that count, e.g. 6,400. */
    static String about(double requests) {
        double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, requests))) - 1));
        return String.format(Locale.ROOT, "%,d", Math.round(Math.ceil(requests / unit) * unit));
    }

    /** A time in the unit that suits it, e.g. 4 min. */
    static String time(Duration time) {
        double seconds = Math.max(1, time.toMillis() / 1_000.0);
        if (seconds < 2 * MINUTE) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        if (seconds < 2 * HOUR) {
            return String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
        }
        return seconds < 2 * DAY
                ? String.format(Locale.ROOT, "%.0f h", seconds / HOUR)
                : String.format(Locale.ROOT, "%.0f d", seconds / DAY);
    }

    /** Requests per second. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f requests/s" : "%.0f requests/s", perSecond);
    }

    /** A metric's value with its unit. */
    static String text(Metric metric, Double value) {
        if (value == null) {
            return "none";
        }
        return switch (metric) {
            case ERROR_RATE, TIMEOUT_RATE -> String.format(Locale.ROOT, "%.2f %%", 100 * value);
            case LATENCY_P50, LATENCY_P95, CPU -> String.format(Locale.ROOT, "%.1f ms", value / MICROS_PER_MILLI);
            case MEMORY -> String.format(Locale.ROOT, "%.0f bytes", value);
            case COST -> String.format(Locale.ROOT, "%.6f", value / 1_000_000);
        };
    }
}
