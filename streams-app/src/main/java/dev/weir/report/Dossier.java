package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known of a model, as the topics have it: JSON objects with their field names, oldest first.
 *
 * @param model     logical endpoint
 * @param readAt    instant at which it was read
 * @param fromLog   whether it was read off the topics, and so is all that they still keep; else what a control plane
 *                  has in memory, which may begin later than the rollout
 * @param decisions as on {@code weir.decisions}
 * @param verdicts  as on {@code weir.verdicts}
 * @param metrics   as on {@code weir.metrics}
 * @param alerts    as on {@code weir.alerts}
 * @param acks      as on {@code weir.route-acks}
 * @param reports   as on {@code weir.router-reports}; without {@code revision} where that is not known
 */
public record Dossier(
        String model,
        Instant readAt,
        boolean fromLog,
        List<JsonNode> decisions,
        List<JsonNode> verdicts,
        List<JsonNode> metrics,
        List<JsonNode> alerts,
        List<JsonNode> acks,
        List<JsonNode> reports) {

    /** Keeps copies. */
    public Dossier {
        decisions = List.copyOf(decisions);
        verdicts = List.copyOf(verdicts);
        metrics = List.copyOf(metrics);
        alerts = List.copyOf(alerts);
        acks = List.copyOf(acks);
        reports = List.copyOf(reports);
    }

    /** The names of the rollouts whose START is among decisions, oldest first. */
    public static Set<String> rollouts(List<JsonNode> decisions) {
        return decisions.stream()
                .filter(decision -> "START".equals(decision.path("action").asText()))
                .map(decision -> decision.path("rollout").asText())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The decisions of a rollout: its last START and what came after it, up to the next START.
     *
     * @param decisions of one model, oldest first
     * @param rollout   its name; null for the last one
     * @return empty if the START of no such rollout is among them
     */
    public static List<JsonNode> decisionsOf(List<JsonNode> decisions, String rollout) {
        List<JsonNode> found = new ArrayList<>();
        boolean within = false;
        for (JsonNode decision : decisions) {
            if ("START".equals(decision.path("action").asText())) {
                within = rollout == null
                        || rollout.equals(decision.path("rollout").asText());
                if (within) {
                    found.clear();
                }
            }
            if (within) {
                found.add(decision);
            }
        }
        return found;
    }

    /** Of windows that were written several times the last word, by their start. */
    static List<JsonNode> lastWords(List<JsonNode> windows) {
        Map<List<Object>, JsonNode> latest = new LinkedHashMap<>();
        for (JsonNode window : windows) {
            List<Object> key = List.of(
                    window.path("windowStart").asText(),
                    window.path("variant").asText(),
                    window.path("role").asText(),
                    window.path("segment").asText());
            latest.merge(key, window, (a, b) -> instant(b, "updatedAt").isBefore(instant(a, "updatedAt")) ? a : b);
        }
        return sorted(latest.values(), "windowStart");
    }

    /** Nodes by an instant of theirs, those of one instant as they came. */
    static List<JsonNode> sorted(Collection<JsonNode> nodes, String field) {
        return nodes.stream()
                .sorted(Comparator.comparing((JsonNode node) -> instant(node, field)))
                .toList();
    }

    /** An instant of a record; null where it has none. */
    static Instant instant(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? Instant.parse(Objects.requireNonNull(value.textValue())) : null;
    }
}
