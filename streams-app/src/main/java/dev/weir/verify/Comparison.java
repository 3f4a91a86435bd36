package dev.weir.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.verify.Finding.Figure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Two records set side by side, field by field. */
final class Comparison {
    private final List<Figure> figures = new ArrayList<>();

    /** The figures of a verdict, check by check; null for one that did not come out. */
    Comparison verdict(JsonNode recorded, ObjectNode derived) {
        JsonNode other = derived == null ? NullNode.getInstance() : derived;
        // What was known is no figure: it is what they are derived from.
        fields("verdict", without(recorded, "checks", "readings"), without(other, "checks", "readings"));
        int checks =
                Math.max(recorded.path("checks").size(), other.path("checks").size());
        for (int i = 0; i < checks; i++) {
            JsonNode check = recorded.path("checks").path(i);
            JsonNode again = other.path("checks").path(i);
            fields(name(check.isObject() ? check : again), check, again);
        }
        return this;
    }

    /** The fields of a decision; null for one that did not come out. */
    Comparison decision(JsonNode recorded, ObjectNode derived) {
        fields("decision", recorded, derived == null ? NullNode.getInstance() : derived);
        return this;
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    private static String name(JsonNode check) {
        String metric = check.path("metric").asText();
        return check.path("segment").isTextual()
                ? metric + " in " + check.path("segment").asText()
                : metric;
    }

    private static JsonNode without(JsonNode node, String... fields) {
        return node instanceof ObjectNode object ? object.deepCopy().without(List.of(fields)) : node;
    }

    private void fields(String check, JsonNode recorded, JsonNode derived) {
        Set<String> names = new LinkedHashSet<>();
        recorded.fieldNames().forEachRemaining(names::add);
        derived.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode one = recorded.path(name);
            JsonNode other = derived.path(name);
            figures.add(new Figure(check, name, one, other));
        }
    }
}
