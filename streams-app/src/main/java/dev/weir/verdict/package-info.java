/**
 * What the evidence amounts to. In: a trial; out: a verdict with one check for each guardrail. May import
 * {@code evidence} and what stands left of it.
 */
package dev.weir.verdict;
