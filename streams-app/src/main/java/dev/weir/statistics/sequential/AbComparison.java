package dev.weir.statistics.sequential;

import dev.weir.statistics.Interval;
import java.util.Optional;

/**
 * What two arms amount to at one moment, valid at every look: which is better, whether it matters, or that they are as
 * good as each other.
 *
 * <p>All of it follows from the confidence sequence of the difference B - A. With probability 1 - alpha it holds the
 * true difference at all looks together, so at most alpha of all comparisons of equal arms ever end with a winner, and
 * at most alpha of those that differ by the smallest effect or more end as a tie, however often one looks.
 *
 * @param state      where the comparison stands
 * @param estimate   the difference; null before there are enough outcomes
 * @param interval   bounds of the true difference, in its units; null with the estimate
 * @param logE       log e-value against no difference, in nats; null with the estimate
 * @param meaningful whether the true difference is proved larger than the smallest effect, to the winner's side
 */
public record AbComparison(
        State state, DifferenceEstimate estimate, Interval interval, Double logE, boolean meaningful) {

    /** Where a comparison stands. */
    public enum State {
        /** Neither is proved better, nor both equal; more outcomes are to come. */
        RUNNING,
        /** Neither is proved better, nor both equal, and there will be no more outcomes. */
        INCONCLUSIVE,
        /** A is better: the whole interval is below 0. */
        A_WINS,
        /** B is better: the whole interval is above 0. */
        B_WINS,
        /** The difference is proved smaller than the smallest effect, either way: the whole interval lies inside. */
        TIE
    }

    /**
     * Returns where the comparison stands.
     *
     * @param estimate  difference B - A, more being better; for times and costs {@link DifferenceEstimate#negated}.
     *     Nothing where there are not enough outcomes yet
     * @param mixture   fixed before the first look
     * @param alpha     error probability over all looks, above 0 and below 1
     * @param minEffect smallest difference that matters, in the units of the estimate; 0 or more, with 0 there is no tie
     * @param over      whether no more outcomes are to come
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static AbComparison of(
            Optional<DifferenceEstimate> estimate,
            NormalMixture mixture,
            double alpha,
            double minEffect,
            boolean over) {
        if (!(minEffect >= 0 && minEffect < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("minEffect must be finite and 0 or more, not " + minEffect);
        }
        State open = over ? State.INCONCLUSIVE : State.RUNNING;
        if (estimate.isEmpty()) {
            return new AbComparison(open, null, null, null, false);
        }
        double difference = estimate.get().difference();
        double variance = estimate.get().variance();
        double halfWidth = mixture.halfWidth(variance, alpha);
        Interval interval = new Interval(difference - halfWidth, difference + halfWidth);
        boolean equal = interval.lower() > -minEffect && interval.upper() < minEffect;
        State state = open;
        if (equal) {
            state = State.TIE;
        } else if (interval.lower() > 0) {
            state = State.B_WINS;
        } else if (interval.upper() < 0) {
            state = State.A_WINS;
        }
        return new AbComparison(
                state,
                estimate.get(),
                interval,
                mixture.logETwoSided(difference, variance),
                interval.lower() > minEffect || interval.upper() < -minEffect);
    }
}
