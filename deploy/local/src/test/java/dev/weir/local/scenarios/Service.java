package dev.weir.local.scenarios;

import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How a variant answers. Its fates are spread evenly: of any stretch of its answers the shares are those it is made for, but
 * for an answer or two, so that what is made of them does not hang on chance.
 *
 * @param p50Millis   half of the answers take at most so long, milliseconds
 * @param p95Millis   nineteen in twenty take at most so long, milliseconds
 * @param errorRate   share of the requests that fail at once
 * @param timeoutRate share of the requests that are not answered in time
 * @param agreement   share of the answers that are the usual one
 * @param given       answers given so far
 */
record Service(
        double p50Millis, double p95Millis, double errorRate, double timeoutRate, double agreement, AtomicLong given) {

    private static final double HALF = 0.5;

    /** The quickest answer, as a share of the median. */
    private static final double FASTEST = 0.9;

    private static final double MOST = 0.95;
    private static final long NO_ANSWER_MICROS = 60_000_000;

    /** Steps of an even sequence in three dimensions: 1/g, 1/g^2 and 1/g^3 of the root g of x^4 = x + 1. */
    private static final double[] STEPS = {0.8191725134, 0.6710436067, 0.5497004779};

    /** What a request is answered. */
    record Answer(String label, LatencyPart latency) {}

    static Service answering(double p50Millis, double p95Millis) {
        return new Service(p50Millis, p95Millis, 0, 0, 1);
    }

    private Service(double p50Millis, double p95Millis, double errorRate, double timeoutRate, double agreement) {
        this(p50Millis, p95Millis, errorRate, timeoutRate, agreement, new AtomicLong());
    }

    Service failing(double newErrorRate) {
        return new Service(p50Millis, p95Millis, newErrorRate, timeoutRate, agreement);
    }

    Service timingOut(double newTimeoutRate) {
        return new Service(p50Millis, p95Millis, errorRate, newTimeoutRate, agreement);
    }

    Service agreeing(double newAgreement) {
        return new Service(p50Millis, p95Millis, errorRate, timeoutRate, newAgreement);
    }

    Answer next() {
        long number = given.incrementAndGet();
        return new Answer(
                even(number, 2) < agreement ? "positive" : "negative", latency(even(number, 0), even(number, 1)));
    }

    /** The fraction of a number of steps, in one of three dimensions. */
    static double even(long number, int dimension) {
        double steps = HALF + number * STEPS[dimension];
        return steps - Math.floor(steps);
    }

    private LatencyPart latency(double fate, double share) {
        if (fate < timeoutRate) {
            return latency(NO_ANSWER_MICROS, LatencyStatus.TIMEOUT);
        }
        return fate < timeoutRate + errorRate
                ? latency(1_000, LatencyStatus.ERROR)
                : latency(Math.round(1_000 * quantile(share)), LatencyStatus.OK);
    }

    /** Milliseconds that a share of the answers takes at most. */
    private double quantile(double share) {
        if (share <= HALF) {
            return p50Millis * (FASTEST + (1 - FASTEST) * share / HALF);
        }
        return share <= MOST
                ? p50Millis + (p95Millis - p50Millis) * (share - HALF) / (MOST - HALF)
                : p95Millis * (1 + 2 * (share - MOST));
    }

    private static LatencyPart latency(long micros, LatencyStatus status) {
        return LatencyPart.newBuilder()
                .setDurationMicros(micros)
                .setStatus(status)
                .build();
    }
}
