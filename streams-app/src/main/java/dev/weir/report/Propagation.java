package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the tables that decisions made reached the sidecars. */
final class Propagation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long NANOS_A_MICRO = 1_000;

    private Propagation() {}

    /** A sidecar's first word on a revision; the delay is never negative, whatever the clocks say. */
    private record Ack(String sidecar, Instant appliedAt, long delayMicros) {}

    /** One entry a decision that made a table. */
    static ArrayNode of(List<JsonNode> decisions, List<JsonNode> acks) {
        ArrayNode all = NODES.arrayNode();
        for (JsonNode decision : decisions) {
            if (decision.path("revision").isNumber()) {
                all.add(one(decision, acks));
            }
        }
        return all;
    }

    static ObjectNode one(JsonNode decision, List<JsonNode> acks) {
        ObjectNode node = NODES.objectNode();
        for (String field : List.of("decisionId", "action", "revision", "timestamp")) {
            node.set(field, decision.get(field));
        }
        List<Ack> heard = heard(decision, acks);
        ArrayNode list = node.putArray("acks");
        for (Ack ack : heard) {
            list.addObject()
                    .put("sidecar", ack.sidecar)
                    .put("appliedAt", ack.appliedAt.toString())
                    .put("delayMicros", ack.delayMicros);
        }
        return node.put("p50Micros", quantile(heard, 0.5))
                .put("p99Micros", quantile(heard, 0.99))
                .put("maxMicros", quantile(heard, 1));
    }

    private static List<Ack> heard(JsonNode decision, List<JsonNode> acks) {
        Instant decidedAt = Dossier.instant(decision, "timestamp");
        Map<String, Ack> first = new TreeMap<>();
        for (JsonNode ack : acks) {
            if (ack.path("revision").asLong() == decision.path("revision").asLong()) {
                Instant appliedAt = Dossier.instant(ack, "appliedAt");
                long delay = Math.max(0, Duration.between(decidedAt, appliedAt).toNanos() / NANOS_A_MICRO);
                String sidecar = ack.path("sidecar").asText();
                first.merge(
                        sidecar,
                        new Ack(sidecar, appliedAt, delay),
                        (a, b) -> a.appliedAt.isAfter(b.appliedAt) ? b : a);
            }
        }
        List<Ack> heard = new ArrayList<>(first.values());
        heard.sort(Comparator.comparingLong(Ack::delayMicros));
        return heard;
    }

    private static Long quantile(List<Ack> sorted, double q) {
        return sorted.isEmpty() ? null : sorted.get((int) Math.ceil(q * sorted.size()) - 1).delayMicros;
    }
}
