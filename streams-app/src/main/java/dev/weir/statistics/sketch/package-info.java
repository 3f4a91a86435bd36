/**
 * Distributions in bins: latencies and sizes as log-linear histograms, which add up exactly and count exactly above an
 * edge. In flow values in their metric's unit, out flow counts and quantiles.
 */
package dev.weir.statistics.sketch;
