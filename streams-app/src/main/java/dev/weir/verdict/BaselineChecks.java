package dev.weir.verdict;

import dev.weir.evidence.Measure;
import dev.weir.evidence.Metric;
import dev.weir.evidence.Trial;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.List;

/** The figures of a baseline that is being collected, as checks without a candidate. */
final class BaselineChecks {
    private static final double NINETY_NINE = 0.99;
    private static final List<Metric> METRICS =
            List.of(Metric.ERROR_RATE, Metric.TIMEOUT_RATE, Metric.LATENCY_P50, Metric.LATENCY_P95);

    private BaselineChecks() {}

    static List<Check> of(Trial trial) {
        Tally collected = trial.collected();
        List<Check> checks = new ArrayList<>();
        for (Metric metric : METRICS) {
            checks.add(Check.figure(metric.key(), finite(Measure.value(metric, collected)), collected.calls()));
        }
        checks.add(Check.figure(Check.LATENCY_P99, p99(collected), collected.calls()));
        checks.add(Check.figure(Check.REQUESTS_PER_SECOND, perSecond(trial), collected.calls()));
        return checks;
    }

    /** 99 % quantile of the latency, microseconds; null where nothing was collected or it lies among the timeouts. */
    static Double p99(Tally collected) {
        Histogram durations = collected.durations();
        return durations.total() == 0 ? null : finite(durations.quantile(NINETY_NINE));
    }

    /** Requests per second while it was collected; null while that has taken no time. */
    static Double perSecond(Trial trial) {
        double seconds = trial.collectedSeconds();
        return seconds > 0 ? (Double) (trial.collected().calls() / seconds) : null;
    }

    private static Double finite(Double value) {
        return value == null || value.isInfinite() ? null : value;
    }
}
