package dev.weir.local.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** How figures are written for people. */
final class Figures {

    private static final String NONE = "-";

    /** Checks whose figure is a share, as the rates are: of the candidate's failures alone, of the units it got. */
    private static final Set<String> SHARES = Set.of("catastrophe", "split");

    private Figures() {}

    /** {@code 12.3 s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** {@code 12.3 s}, or {@code 4 ms} below a second. */
    static String brief(Duration duration) {
        return duration.toMillis() < 1000 ? duration.toMillis() + " ms" : seconds(duration);
    }

    /** A rate in percent, a latency in milliseconds, others as they are. */
    static String value(String metric, Double value) {
        if (value == null) {
            return NONE;
        }
        if (metric.endsWith("Rate") || SHARES.contains(metric)) {
            return String.format(Locale.ROOT, "%.2f %%", 100 * value);
        }
        if (metric.startsWith("latency")) {
            return String.format(Locale.ROOT, "%.1f ms", value / 1000);
        }
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String ratio(Double ratio) {
        return ratio == null || ratio.isInfinite() || ratio.isNaN() ? NONE : String.format(Locale.ROOT, "%.2f", ratio);
    }

    static String percent(int bps) {
        return bps % 100 == 0 ? bps / 100 + " %" : String.format(Locale.ROOT, "%.2f %%", bps / 100.0);
    }
}
