package dev.weir.verdict;

import dev.weir.evidence.Measure;
import dev.weir.evidence.Metric;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.QuantileEdges;
import dev.weir.window.Tally;
import java.util.Optional;
import java.util.OptionalInt;

/** What has to be known of a baseline to reckon how long a stage will take: how often it fails, how long its tails are. */
public interface BaselineFigures {

    /** Whether there is anything to reckon with for a metric. */
    boolean carries(Metric metric);

    /** Share of requests with a rate's failure, in [0, 1]. */
    double failureRate(Metric rate);

    /**
     * Share of requests above so many times a metric's quantile, in [0, 1]; at 1 about one minus the quantile.
     *
     * @param multiple positive; a candidate slower by a factor s exceeds m times the baseline's quantile as often as the
     *     baseline exceeds m / s times it
     */
    double above(Metric quantile, double multiple);

    /** The figures of a baseline as it was counted. */
    static BaselineFigures of(Tally counted) {
        return new Counted(counted);
    }

    /**
     * Assumed figures, where nothing has been counted yet. Durations are taken as Weibull distributed, which two
     * quantiles settle: P(X &gt; m x_q) = (1 - q)^(m^k) with k = log(log 20 / log 2) / log(p95 / p50); the exponential
     * distribution is k = 1. CPU, memory and cost are not assumed.
     *
     * @param errorRate   share of requests that fail, in [0, 1]
     * @param timeoutRate share of requests that time out, in [0, 1]
     * @param p95OverP50  95 % quantile of the duration over its median; above 1, e.g. 3
     * @throws IllegalArgumentException if an argument is out of its range
     */
    static BaselineFigures assumed(double errorRate, double timeoutRate, double p95OverP50) {
        return new Assumed(errorRate, timeoutRate, p95OverP50);
    }

    /** Figures read off a tally. */
    record Counted(Tally counted) implements BaselineFigures {
        @Override
        public boolean carries(Metric metric) {
            return Measure.samples(metric, counted) > 0;
        }

        @Override
        public double failureRate(Metric rate) {
            return counted.calls() == 0 ? 0 : (double) Measure.failures(rate, counted) / counted.calls();
        }

        @Override
        public double above(Metric quantile, double multiple) {
            Histogram distribution = Measure.distribution(quantile, counted);
            OptionalInt point = QuantileEdges.point(distribution, quantile.quantile());
            Optional<QuantileEdges> edges =
                    point.isPresent() ? QuantileEdges.at(point.getAsInt(), multiple) : Optional.empty();
            // Beyond the largest bin there is no edge: nothing is known to lie there but what timed out.
            return edges.map(known -> distribution.countAbove(known.within())).orElse(distribution.overflow())
                    / (double) distribution.total();
        }
    }

    /** Figures that somebody believes in. */
    record Assumed(double errorRate, double timeoutRate, double p95OverP50) implements BaselineFigures {
        private static final double LOG_SPREAD = StrictMath.log(StrictMath.log(20) / StrictMath.log(2));

        public Assumed {
            if (!(errorRate >= 0 && errorRate <= 1)) {
                throw new IllegalArgumentException("errorRate must be from 0 to 1, was " + errorRate);
            }
            if (!(timeoutRate >= 0 && timeoutRate <= 1)) {
                throw new IllegalArgumentException("timeoutRate must be from 0 to 1, was " + timeoutRate);
            }
            if (!(p95OverP50 > 1 && p95OverP50 < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("p95OverP50 must be above 1 and finite, was " + p95OverP50);
            }
        }

        @Override
        public boolean carries(Metric metric) {
            return switch (metric) {
                case ERROR_RATE, TIMEOUT_RATE, LATENCY_P50, LATENCY_P95 -> true;
                case CPU, MEMORY, COST -> false;
            };
        }

        @Override
        public double failureRate(Metric rate) {
            return rate == Metric.ERROR_RATE ? errorRate : timeoutRate;
        }

        @Override
        public double above(Metric quantile, double multiple) {
            double shape = LOG_SPREAD / StrictMath.log(p95OverP50);
            return StrictMath.pow(1 - quantile.quantile(), StrictMath.pow(multiple, shape));
        }
    }
}
