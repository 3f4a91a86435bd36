/**
 * Crashes on purpose: real processes are killed at random moments under load, and what the topics say afterwards is compared
 * with a plain recount of them; how long it takes until verdicts come again is measured.
 *
 * <p>In: how many kills, a seed. Out: figures, differences. The streams application is started as {@code weir streams}
 * starts it, from a file of settings; only the broker and the registry are of the embedded run.
 */
package dev.weir.chaos;
