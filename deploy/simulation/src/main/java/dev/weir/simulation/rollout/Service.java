package dev.weir.simulation.rollout;

import dev.weir.event.Observation.Status;
import java.util.SplittableRandom;

/**
 * How a variant truly behaves; durations are lognormal.
 *
 * @param errorRate    share of requests that fail fast, in [0, 1]
 * @param timeoutRate  share of requests without an answer in time, in [0, 1]
 * @param medianMicros median duration of an answer, microseconds
 * @param sigma        standard deviation of the logarithm of the duration
 */
public record Service(double errorRate, double timeoutRate, double medianMicros, double sigma) {
    /** A service as the targets have it: 1 % errors, half of them timeouts, 50 ms. */
    public static final Service HEALTHY = new Service(0.005, 0.005, 50_000, 0.67);

    private static final long FAST_FAILURE_MICROS = 1_000;
    private static final long NO_ANSWER_MICROS = 5_000_000;

    /** The same with another share of fast failures. */
    public Service failing(double rate) {
        return new Service(rate, timeoutRate, medianMicros, sigma);
    }

    /** The same with another share of timeouts. */
    public Service timingOut(double rate) {
        return new Service(errorRate, rate, medianMicros, sigma);
    }

    /** The same with every duration so many times as long. */
    public Service slower(double factor) {
        return new Service(errorRate, timeoutRate, factor * medianMicros, sigma);
    }

    /** Serves one request. */
    public Answer serve(SplittableRandom random) {
        double fate = random.nextDouble();
        if (fate < errorRate) {
            return new Answer(Status.ERROR, FAST_FAILURE_MICROS);
        }
        return fate < errorRate + timeoutRate
                ? new Answer(Status.TIMEOUT, NO_ANSWER_MICROS)
                : new Answer(Status.OK, Math.round(medianMicros * Math.exp(sigma * random.nextGaussian())));
    }
}
