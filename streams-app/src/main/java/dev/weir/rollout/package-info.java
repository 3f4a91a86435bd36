/**
 * The plan of a rollout and its life. In: plans, commands and verdicts as signals; out: decisions. Pure: every signal
 * carries its instant. May import {@code verdict} and what stands left of it.
 */
package dev.weir.rollout;
