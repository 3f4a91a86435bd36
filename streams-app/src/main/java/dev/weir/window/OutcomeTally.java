package dev.weir.window;

/**
 * Served requests that outcomes are joined to, and those outcomes. {@link #plus} is associative and commutative with
 * {@link #EMPTY} as its neutral element, exactly. In a delta figures may be negative, see {@link Clusters}.
 *
 * @param requests  requests
 * @param successes 1 for each answer that was right and 0 for each that was wrong, where that is told; null stands for none
 * @param rewards   rewards, in millionths; null stands for none
 * @param latencies natural logarithms of the durations in microseconds, in millionths; of answers and of timeouts, not of
 *                  other failures, since failing fast is no speed; null stands for none
 * @param costs     natural logarithms of the costs in millionths, in millionths; null stands for none
 * @param losses    outcomes that say nothing of an answer; null stands for none
 */
public record OutcomeTally(
        long requests, Clusters successes, Clusters rewards, Clusters latencies, Clusters costs, OutcomeLosses losses) {

    /** Nothing counted. */
    public static final OutcomeTally EMPTY = new OutcomeTally(0, null, null, null, null, null);

    /** Values that are not whole are counted in so many parts. */
    public static final double MILLIONTHS = 1_000_000;

    public OutcomeTally {
        successes = successes == null ? Clusters.EMPTY : successes;
        rewards = rewards == null ? Clusters.EMPTY : rewards;
        latencies = latencies == null ? Clusters.EMPTY : latencies;
        costs = costs == null ? Clusters.EMPTY : costs;
        losses = losses == null ? OutcomeLosses.NONE : losses;
    }

    /** The counts of both. */
    public OutcomeTally plus(OutcomeTally other) {
        return new OutcomeTally(
                requests + other.requests,
                successes.plus(other.successes),
                rewards.plus(other.rewards),
                latencies.plus(other.latencies),
                costs.plus(other.costs),
                losses.plus(other.losses));
    }
}
