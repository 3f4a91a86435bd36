package dev.weir.judge;

import java.util.SplittableRandom;

/**
 * How a variant truly behaves; durations are lognormal.
 *
 * @param errorRate    share of requests that fail fast, in [0, 1]
 * @param timeoutRate  share of requests without an answer in time, in [0, 1]
 * @param medianMicros median duration of an answer, microseconds
 * @param sigma        standard deviation of the logarithm of the duration
 */
record Service(double errorRate, double timeoutRate, double medianMicros, double sigma) {
    /** A service as the targets have it: 1 % errors, half of them timeouts, 50 ms. */
    static final Service HEALTHY = new Service(0.005, 0.005, 50_000, 0.67);

    Service failing(double rate) {
        return new Service(rate, timeoutRate, medianMicros, sigma);
    }

    Service timingOut(double rate) {
        return new Service(errorRate, rate, medianMicros, sigma);
    }

    Service slower(double factor) {
        return new Service(errorRate, timeoutRate, factor * medianMicros, sigma);
    }

    /** The same median with a longer tail: a 95 % quantile so many times as large. */
    Service longerTail(double factor) {
        double ninetyFive = 1.6448536269514722;
        return new Service(errorRate, timeoutRate, medianMicros, sigma + Math.log(factor) / ninetyFive);
    }

    void serve(TrafficCount count, SplittableRandom random) {
        double fate = random.nextDouble();
        if (fate < errorRate) {
            count.failed();
        } else if (fate < errorRate + timeoutRate) {
            count.timedOut();
        } else {
            count.answered(Math.round(medianMicros * Math.exp(sigma * random.nextGaussian())));
        }
    }
}
