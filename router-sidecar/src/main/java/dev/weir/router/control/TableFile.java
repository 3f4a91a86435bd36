package dev.weir.router.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.router.selection.Bucket;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.SegmentRule;
import dev.weir.schema.ShadowRoute;
import dev.weir.schema.VariantWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Routing tables in a file that a person has: one table with the field names of the topic, a list of them, what {@code
 * /routes} of a sidecar answered, or a sidecar's snapshot.
 */
public final class TableFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LISTS = List.of("routes", "tables");

    private TableFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is none of these; the message names the file and what is wrong
     */
    public static RouteImage read(Path file) {
        Map<String, CompiledTable> tables = new HashMap<>();
        int number = 0;
        for (JsonNode node : tables(file)) {
            number++;
            try {
                RoutingTable table = table(node);
                tables.put(table.getModel(), TableCompiler.compile(table.getModel(), table));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new IllegalArgumentException(file + ": table " + number + ": " + e.getMessage(), e);
            }
        }
        if (tables.isEmpty()) {
            throw new IllegalArgumentException(file + " has no routing table; ask a sidecar for its own: /routes");
        }
        return new RouteImage(tables);
    }

    private static Iterable<JsonNode> tables(Path file) {
        JsonNode document = document(file);
        if (document.isArray()) {
            return document;
        }
        for (String list : LISTS) {
            if (document.path(list).isArray()) {
                return document.path(list);
            }
        }
        return List.of(document);
    }

    /** Reads the last of the JSON values in a file: a snapshot has a line with its checksum before it. */
    private static JsonNode document(Path file) {
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(file))) {
            JsonNode last = null;
            while (values.hasNextValue()) {
                last = values.nextValue();
            }
            if (last == null) {
                throw new IllegalArgumentException(file + " is empty");
            }
            return last;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file: " + file, e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + ":" + e.getLocation().getLineNr() + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static RoutingTable table(JsonNode node) {
        JsonNode shadow = node.path("shadow");
        return RoutingTable.newBuilder()
                .setModel(text(node, "model"))
                .setRevision(node.path("revision").asLong())
                .setTimestamp(
                        node.hasNonNull("timestamp")
                                ? Instant.parse(node.path("timestamp").asText())
                                : Instant.EPOCH)
                .setRollout(node.path("rollout").textValue())
                .setStage(node.path("stage").textValue())
                .setBaseline(text(node, "baseline"))
                .setCandidate(node.path("candidate").textValue())
                .setWeights(weights(node))
                .setShadow(
                        shadow.isObject()
                                ? new ShadowRoute(
                                        text(shadow, "variant"),
                                        shadow.path("sampleBps").asInt())
                                : null)
                .setSalt(text(node, "salt"))
                .setUsers(users(node))
                .setSegments(segments(node))
                .setKillSwitch(node.path("killSwitch").asBoolean())
                .setDecisionId(node.path("decisionId").asText())
                .build();
    }

    private static List<VariantWeight> weights(JsonNode node) {
        List<VariantWeight> weights = new ArrayList<>();
        if (node.has("candidateBps")) {
            int candidateBps = node.path("candidateBps").asInt();
            weights.add(new VariantWeight(text(node, "baseline"), Bucket.COUNT - candidateBps));
            if (node.hasNonNull("candidate")) {
                weights.add(new VariantWeight(text(node, "candidate"), candidateBps));
            }
            return weights;
        }
        node.path("weights")
                .forEach(weight -> weights.add(new VariantWeight(
                        text(weight, "variant"), weight.path("weightBps").asInt())));
        return weights;
    }

    private static Map<String, String> users(JsonNode node) {
        Map<String, String> users = new HashMap<>();
        node.path("users")
                .properties()
                .forEach(user -> users.put(user.getKey(), user.getValue().asText()));
        return users;
    }

    private static List<SegmentRule> segments(JsonNode node) {
        List<SegmentRule> rules = new ArrayList<>();
        node.path("segments")
                .forEach(rule ->
                        rules.add(new SegmentRule(text(rule, "key"), text(rule, "value"), text(rule, "variant"))));
        return rules;
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException(field + " is missing, or is no text");
        }
        return node.path(field).textValue();
    }
}
