/**
 * Bayesian summaries of two rates, for display beside the evidence: in flow counts, out flow probabilities and expected
 * losses under a uniform prior.
 *
 * <p><b>Nothing may act on these.</b> They hold for one look; who stops a comparison when such a probability passes a
 * threshold is wrong far more often than it says. Decisions are made in {@code sequential}.
 */
package dev.weir.statistics.bayes;
