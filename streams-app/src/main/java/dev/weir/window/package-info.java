/**
 * Observations counted by second of assignment. In: observations of one source partition; out: deltas, one a model and
 * commit, and figures of a model in windows. May import {@code event}, {@code shadow} and {@code statistics}.
 */
package dev.weir.window;
