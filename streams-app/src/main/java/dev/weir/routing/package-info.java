/**
 * What sidecars are told. In: a model's state after a decision; out: its routing table. May import {@code rollout} and
 * what stands left of it.
 */
package dev.weir.routing;
