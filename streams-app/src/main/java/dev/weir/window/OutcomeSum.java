package dev.weir.window;

/**
 * Requests and their outcomes as they are counted and taken back one by one, in place; {@link #total} is what they come to.
 * Every sign is 1, or -1 to take back.
 */
final class OutcomeSum {
    private final ClusterSum successes = new ClusterSum();
    private final ClusterSum rewards = new ClusterSum();
    private final ClusterSum latencies = new ClusterSum();
    private final ClusterSum costs = new ClusterSum();
    private OutcomeLosses losses = OutcomeLosses.NONE;
    private long requests;

    void request(int sign) {
        requests += sign;
    }

    void success(int bucket, boolean isRight, int sign) {
        successes.add(bucket, isRight ? 1 : 0, sign);
    }

    /** A reward, in millionths. */
    void reward(int bucket, long reward, int sign) {
        rewards.add(bucket, reward, sign);
    }

    /** A duration, microseconds. */
    void latency(int bucket, long micros, int sign) {
        latencies.add(bucket, logarithm(micros), sign);
    }

    /** A cost, millionths. */
    void cost(int bucket, long millionths, int sign) {
        costs.add(bucket, logarithm(millionths), sign);
    }

    /** Of nothing, which has no logarithm, that of the least there is. */
    private static long logarithm(long figure) {
        return Math.round(OutcomeTally.MILLIONTHS * StrictMath.log(Math.max(1, figure)));
    }

    void lose(OutcomeLosses lost, int sign) {
        losses = sign > 0 ? losses.plus(lost) : losses.minus(lost);
    }

    /** All that was counted and not taken back. */
    OutcomeTally total() {
        return new OutcomeTally(requests, successes.total(), rewards.total(), latencies.total(), costs.total(), losses);
    }
}
