package dev.weir.router.app;

import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import java.time.Instant;
import java.util.List;

/** Routing tables as the judge publishes them, with baseline {@code v1}, candidate {@code v2} and no rules. */
public final class PublishedTables {

    private PublishedTables() {}

    /** A table of model {@code m}. */
    public static RoutingTable table(long revision, int candidateBps) {
        return table("m", revision, candidateBps);
    }

    static RoutingTable table(String model, long revision, int candidateBps) {
        return RoutingTable.newBuilder()
                .setModel(model)
                .setRevision(revision)
                .setTimestamp(Instant.now())
                .setBaseline("v1")
                .setCandidate("v2")
                .setWeights(
                        List.of(new VariantWeight("v1", 10_000 - candidateBps), new VariantWeight("v2", candidateBps)))
                .setSalt("salt")
                .setDecisionId("decision-" + revision)
                .build();
    }
}
