/**
 * Numbers only: tests, intervals, e-values and histograms.
 *
 * <p>Here lies what the rooms below share; {@code sketch} holds distributions in bins, {@code fixed} tests for one
 * planned look, {@code sequential} evidence that stays valid however often one looks, {@code drift} comparisons of a
 * current with a reference distribution, {@code bayes} summaries for display. Everything is a value or a pure function:
 * no clock, no chance, no I/O, no logging, no word of Kafka, models or rollouts. Imports commons-math3,
 * commons-statistics and commons-numbers, and nothing else of Weir.
 *
 * <p>An e-value is a statistic E that is never negative and has E[E] at most 1 under its null hypothesis. A product of
 * e-values of successive blocks is an e-process: under the null the probability that it <em>ever</em> reaches 1/alpha
 * is at most alpha (Ville 1939), however often and whenever it is looked at. E-values are kept as natural logarithms
 * throughout, are compared as {@code logE >= log(1/alpha)} and are never exponentiated; minus infinity is a legal
 * value, plus infinity and NaN are not.
 *
 * <p>Equal inputs give equal outputs bit for bit on every machine: the e-value path uses {@link java.lang.StrictMath},
 * because the intrinsics behind {@link java.lang.Math} may differ in the last bit between processors, and a decision
 * must be the same when the log is replayed elsewhere.
 */
package dev.weir.statistics;
