package dev.weir.router.selection;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The weights and rules of one model at one revision, ready to decide requests.
 *
 * @param model        logical endpoint
 * @param revision     number that grows with every table of the model, at least 1 for a published table
 * @param timestamp    instant of the decision that made the table
 * @param rollout      rollout the table belongs to, or null
 * @param stage        stage the table belongs to, or null
 * @param baseline     variant in charge
 * @param candidate    variant on trial, or null without one
 * @param candidateBps share of the candidate in basis points, 0 to 10 000; 0 without a candidate
 * @param shadow       where copies go, or null if nowhere
 * @param salt         makes the split of this rollout independent of others
 * @param users        unit to variant, above segments and weights
 * @param segments     rules in order, above weights
 * @param killSwitch   everything to the baseline, above every rule
 * @param decisionId   decision that made the table
 */
public record CompiledTable(
        String model,
        long revision,
        Instant timestamp,
        String rollout,
        String stage,
        String baseline,
        String candidate,
        int candidateBps,
        Mirror shadow,
        String salt,
        Map<String, String> users,
        List<SegmentRule> segments,
        boolean killSwitch,
        String decisionId) {

    public CompiledTable {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(salt, "salt");
        Objects.requireNonNull(decisionId, "decisionId");
        if (candidateBps < 0 || candidateBps > Bucket.COUNT) {
            throw new IllegalArgumentException("weight of the candidate must be 0 to 10000, but is " + candidateBps);
        }
        if (candidate == null && candidateBps != 0) {
            throw new IllegalArgumentException("a table without a candidate gives it a weight of " + candidateBps);
        }
        users = Map.copyOf(users);
        segments = List.copyOf(segments);
    }
}
