/**
 * What one routing decision costs: twenty models, each with a segment rule and a weight, asked in turn for many units,
 * while tables change underneath; Weir's decision, LaunchDarkly's and Unleash's Java clients on the same rules, offline, and
 * the least that it can cost.
 */
package dev.weir.benchmark.decision;
