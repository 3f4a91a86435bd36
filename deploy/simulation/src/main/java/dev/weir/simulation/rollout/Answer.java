package dev.weir.simulation.rollout;

import dev.weir.event.Observation.Status;

/**
 * How one request went.
 *
 * @param status         how it ended
 * @param durationMicros how long it took, microseconds
 */
public record Answer(Status status, long durationMicros) {}
