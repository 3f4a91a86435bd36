/**
 * What may be concluded from: seconds of assignment that are over, joined into blocks, weighed as e-processes. In:
 * deltas, watermarks, router reports, the stages' starts; out: the evidence about every guardrail. May import
 * {@code window}, {@code event} and {@code statistics}.
 */
package dev.weir.evidence;
