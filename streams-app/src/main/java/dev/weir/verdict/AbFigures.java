package dev.weir.verdict;

import dev.weir.evidence.ExperimentMetric;
import dev.weir.statistics.Interval;
import java.util.Locale;

/** Figures of an experiment as people read them. */
final class AbFigures {
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MILLIONTHS = 1_000_000;

    private AbFigures() {}

    /** A variant's value. */
    static String value(ExperimentMetric metric, double value) {
        return switch (metric) {
            case SUCCESS -> format("%.1f %%", 100 * value);
            case REWARD -> format("%.4g", value);
            case LATENCY -> format("%.1f ms", value / MICROS_PER_MILLI);
            case COST -> format("%.6f", value / MILLIONTHS);
        };
    }

    /** An effect without its sign. */
    static String effect(ExperimentMetric metric, double effect) {
        return switch (metric) {
            case SUCCESS -> format("%.2f points", 100 * effect);
            case REWARD -> format("%.4g", effect);
            case LATENCY, COST -> format("%.1f %%", 100 * effect);
        };
    }

    /** An interval of the difference or, of times and costs, of the ratio less 1. */
    static String interval(ExperimentMetric metric, Interval interval) {
        return switch (metric) {
            case SUCCESS -> format("%+.2f to %+.2f points", 100 * interval.lower(), 100 * interval.upper());
            case REWARD -> format("%+.4g to %+.4g", interval.lower(), interval.upper());
            case LATENCY, COST ->
                format("%+.1f to %+.1f %%", 100 * (interval.lower() - 1), 100 * (interval.upper() - 1));
        };
    }

    static String plain(double value) {
        return format("%s", value);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
