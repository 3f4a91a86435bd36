/**
 * Whole rollouts: traffic through routing, counting, closing, weighing, the rollout machine and back to routing.
 * {@link dev.weir.simulation.rollout.RolloutSimulation} counts second by second, so that millions of requests are
 * affordable; {@link dev.weir.simulation.rollout.PipelineSimulation} sends every single event through the combiners,
 * with delays, commits and units.
 */
package dev.weir.simulation.rollout;
