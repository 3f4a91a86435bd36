package dev.weir.evidence;

import dev.weir.event.Segments;
import dev.weir.window.OutcomeLosses;
import dev.weir.window.OutcomeTally;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became known of the answers to requests that are evidence. It adds up: the order in which outcomes come has no say
 * in it, but for the {@value #MOST_VALUES} values of an attribute that are kept apart, which are the first that are seen.
 *
 * @param before  requests of the baseline and their outcomes in the stages before, by which an experiment is planned
 * @param strata  of this stage, by what requests have of the experiment's attributes; none in a stage without one
 * @param atLook  the strata when as many outcomes were there as planned, of an experiment with one look; null before
 * @param losses  outcomes that say nothing of an answer, over the whole rollout
 */
public record OutcomeEvidence(
        OutcomeTally before, Map<String, ArmOutcomes> strata, Map<String, ArmOutcomes> atLook, OutcomeLosses losses) {
    /** Nothing known. */
    public static final OutcomeEvidence NONE =
            new OutcomeEvidence(OutcomeTally.EMPTY, Map.of(), null, OutcomeLosses.NONE);

    /** Values of an attribute that are kept apart; the rest is {@link Segments#OTHER}. */
    static final int MOST_VALUES = 20;

    /** Strata that are kept apart; the rest is {@link Segments#OTHER} in everything. */
    static final int MOST_STRATA = 60;

    public OutcomeEvidence {
        strata = Collections.unmodifiableMap(new TreeMap<>(strata));
        atLook = atLook == null ? null : Collections.unmodifiableMap(new TreeMap<>(atLook));
    }

    /** As a stage begins. */
    OutcomeEvidence enter() {
        return new OutcomeEvidence(before, Map.of(), null, losses);
    }

    OutcomeEvidence lose(OutcomeLosses more) {
        return more.equals(OutcomeLosses.NONE) ? this : new OutcomeEvidence(before, strata, atLook, losses.plus(more));
    }

    OutcomeEvidence remember(OutcomeTally baseline) {
        return new OutcomeEvidence(before.plus(baseline), strata, atLook, losses);
    }

    OutcomeEvidence add(ExperimentStart experiment, String attributes, OutcomeTally tally, boolean isCandidate) {
        Map<String, ArmOutcomes> more = new TreeMap<>(strata);
        more.merge(
                stratum(experiment.segments(), attributes),
                ArmOutcomes.NONE.plus(tally, isCandidate),
                ArmOutcomes::plus);
        boolean isDue = experiment.hasOneLook() && atLook == null && isReached(experiment, more);
        return new OutcomeEvidence(before, more, isDue ? more : atLook, losses);
    }

    private static boolean isReached(ExperimentStart experiment, Map<String, ArmOutcomes> strata) {
        long baseline = 0;
        long candidate = 0;
        for (ArmOutcomes arms : strata.values()) {
            baseline += experiment.metric().of(arms.baseline()).n();
            candidate += experiment.metric().of(arms.candidate()).n();
        }
        return Math.min(baseline, candidate) >= experiment.perVariant();
    }

    private String stratum(List<String> keys, String attributes) {
        String own = Segments.project(attributes, keys);
        if (keys.isEmpty() || strata.containsKey(own)) {
            return own;
        }
        Map<String, String> values = new HashMap<>();
        for (String key : keys) {
            String value = Segments.value(own, key);
            Set<String> known = new HashSet<>();
            strata.keySet().forEach(stratum -> known.add(Segments.value(stratum, key)));
            known.remove(Segments.OTHER);
            values.put(key, known.size() < MOST_VALUES || known.contains(value) ? value : Segments.OTHER);
        }
        String bounded = Segments.canonical(values);
        return strata.size() < MOST_STRATA || strata.containsKey(bounded) ? bounded : Segments.others(own);
    }
}
