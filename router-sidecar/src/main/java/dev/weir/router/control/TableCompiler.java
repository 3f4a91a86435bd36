package dev.weir.router.control;

import dev.weir.router.selection.Bucket;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.SegmentRule;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import java.util.List;

/** Turns a published routing table into one that decides requests, and refuses one that no judge would write. */
final class TableCompiler {

    private TableCompiler() {}

    /**
     * Returns the compiled table.
     *
     * @param key   key of the record, which must be the model
     * @param table table as published
     * @throws IllegalArgumentException if the key is not the table's model, a weight belongs to neither baseline nor
     *     candidate, or the weights do not add up to 10 000
     */
    static CompiledTable compile(String key, RoutingTable table) {
        if (!table.getModel().equals(key)) {
            throw new IllegalArgumentException("the key is " + key + ", but the table is of model " + table.getModel());
        }
        return new CompiledTable(
                table.getModel(),
                table.getRevision(),
                table.getTimestamp(),
                table.getRollout(),
                shared(table.getStage()),
                shared(table.getBaseline()),
                shared(table.getCandidate()),
                candidateBps(table),
                table.getShadow() == null
                        ? null
                        : new Mirror(
                                table.getShadow().getVariant(),
                                table.getShadow().getSampleBps()),
                table.getSalt(),
                table.getUsers(),
                segments(table),
                table.getKillSwitch(),
                table.getDecisionId());
    }

    /** Stages and variants of a thousand tables have few names, each of which comes with each record anew. */
    private static String shared(String name) {
        return name == null ? null : name.intern();
    }

    private static int candidateBps(RoutingTable table) {
        int candidateBps = 0;
        int sum = 0;
        for (VariantWeight weight : table.getWeights()) {
            sum += weight.getWeightBps();
            if (weight.getVariant().equals(table.getCandidate())) {
                candidateBps += weight.getWeightBps();
            } else if (!weight.getVariant().equals(table.getBaseline())) {
                throw new IllegalArgumentException("variant " + weight.getVariant()
                        + " has a weight, but is neither the baseline nor the candidate");
            }
        }
        if (sum != Bucket.COUNT) {
            throw new IllegalArgumentException("the weights add up to " + sum + ", not to 10000");
        }
        return candidateBps;
    }

    private static List<SegmentRule> segments(RoutingTable table) {
        return table.getSegments().stream()
                .map(rule -> new SegmentRule(rule.getKey(), rule.getValue(), rule.getVariant()))
                .toList();
    }
}
