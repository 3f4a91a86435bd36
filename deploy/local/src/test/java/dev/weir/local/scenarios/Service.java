package dev.weir.local.scenarios;

import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import java.util.Random;

/**
 * How a variant answers.
 *
 * @param p50Millis   half of the answers take at most so long, milliseconds
 * @param p95Millis   nineteen in twenty take at most so long, milliseconds
 * @param errorRate   share of the requests that fail at once
 * @param timeoutRate share of the requests that are not answered in time
 * @param agreement   share of the answers that are the usual one
 */
record Service(double p50Millis, double p95Millis, double errorRate, double timeoutRate, double agreement) {
    private static final double HALF = 0.5;

    /** The quickest answer, as a share of the median. */
    private static final double FASTEST = 0.9;

    private static final double MOST = 0.95;
    private static final long NO_ANSWER_MICROS = 60_000_000;

    static Service answering(double p50Millis, double p95Millis) {
        return new Service(p50Millis, p95Millis, 0, 0, 1);
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

    LatencyPart serve(Random random) {
        double fate = random.nextDouble();
        if (fate < timeoutRate) {
            return latency(NO_ANSWER_MICROS, LatencyStatus.TIMEOUT);
        }
        return fate < timeoutRate + errorRate
                ? latency(1_000, LatencyStatus.ERROR)
                : latency(Math.round(1_000 * quantile(random.nextDouble())), LatencyStatus.OK);
    }

    String label(Random random) {
        return random.nextDouble() < agreement ? "positive" : "negative";
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
