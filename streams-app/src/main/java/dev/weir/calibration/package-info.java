/**
 * What a plan would do to a candidate of which everything is known: the baseline's own traffic, split into two pretended arms,
 * as it is or harmed on purpose, replayed many times. Given the seed, the findings are always the same. May import
 * {@code replay} and what stands left of it.
 */
package dev.weir.calibration;
