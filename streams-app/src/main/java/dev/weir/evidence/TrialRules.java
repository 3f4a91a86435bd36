package dev.weir.evidence;

import java.util.List;

/**
 * What may be evidence in a rollout.
 *
 * @param baseline     variant in charge
 * @param candidate    variant on trial
 * @param segments     attributes by which blocks are kept apart, so that a changing mix fools nobody
 * @param perUnit      whether only a unit's first request in ten minutes is evidence
 * @param warmupMillis time after a change of weight that is no evidence, milliseconds
 */
public record TrialRules(String baseline, String candidate, List<String> segments, boolean perUnit, long warmupMillis) {

    public TrialRules {
        segments = List.copyOf(segments);
    }
}
