package dev.weir.verdict;

/**
 * On which terms an experiment is judged.
 *
 * @param alpha        probability of naming a winner where there is none, above 0 and below 1
 * @param power        probability by which a difference of minEffect is to be found, above alpha and below 1
 * @param minEffect    smallest difference that matters, above 0: of success a difference of rates, of reward in its own
 *                     units, of latency and cost a share
 * @param minSamples   outcomes of each variant without which nothing is concluded, at least 1
 * @param deploysTie   whether a candidate that is as good as the baseline goes on
 * @param isLongEnough whether the stage has lasted as long as it must
 * @param isOver       whether no more outcomes are waited for
 */
public record AbTerms(
        double alpha,
        double power,
        double minEffect,
        long minSamples,
        boolean deploysTie,
        boolean isLongEnough,
        boolean isOver) {
    public AbTerms {
        if (!(alpha > 0 && power > alpha && power < 1)) {
            throw new IllegalArgumentException(
                    "alpha and power must be above 0, rising and below 1, were " + alpha + " and " + power);
        }
        if (!(minEffect > 0)) {
            throw new IllegalArgumentException("minEffect must be above 0, was " + minEffect);
        }
    }
}
