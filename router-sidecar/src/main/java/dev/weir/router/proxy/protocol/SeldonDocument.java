package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.router.report.Call.Prediction;
import java.nio.charset.StandardCharsets;

/**
 * Seldon Core's own form of requests and answers: {@code data} with {@code ndarray} or {@code tensor} and the {@code names} of
 * its columns, or {@code jsonData}, or {@code strData}.
 */
final class SeldonDocument {

    private SeldonDocument() {}

    /** Returns whether a document has this form. */
    static boolean is(JsonNode root) {
        JsonNode data = root.path("data");
        return data.has("ndarray") || data.has("tensor") || root.has("jsonData") || root.has("strData");
    }

    /** Returns the first row, its values by the names of their columns where it has them; missing where there is none. */
    static JsonNode namedRow(JsonNode root) {
        if (root.has("strData")) {
            return root.get("strData");
        }
        if (root.has("jsonData")) {
            JsonNode rows = root.get("jsonData");
            return rows.isArray() && rows.path(0).isContainerNode() ? rows.get(0) : rows;
        }
        return Rows.named(row(root.path("data")), root.path("data").path("names"));
    }

    /** Returns the prediction of the first row; null where there is none. */
    static Prediction prediction(JsonNode root) {
        if (root.has("strData")) {
            return ofText(root.get("strData").asText());
        }
        if (root.has("jsonData")) {
            return Generic.prediction(root.get("jsonData"));
        }
        JsonNode row = row(root.path("data"));
        JsonNode names = root.path("data").path("names");
        Prediction read = Rows.read(row);
        // Of probabilities the label is the position of the largest, and columns have names for positions.
        boolean isPosition = read != null && read.score() != null && row.isArray() && names.size() == row.size();
        return isPosition
                ? new Prediction(names.get(Integer.parseInt(read.label())).asText(), read.score(), null)
                : read;
    }

    /** A text may be a document itself, or a number. */
    private static Prediction ofText(String text) {
        BoundedTree.Document inner = BoundedTree.readDocument(text.getBytes(StandardCharsets.UTF_8));
        if (inner.end() > 0) {
            return Generic.prediction(inner.root());
        }
        Prediction read = Rows.ofText(text);
        return read.label() == null
                ? read
                : new Prediction(read.label(), null, number(read.label()), read.text(), null);
    }

    private static Double number(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Returns the first row of an ndarray, or of a tensor by its shape; missing where there is none. */
    private static JsonNode row(JsonNode data) {
        JsonNode table = data.path("ndarray");
        if (table.isArray() && !table.isEmpty()) {
            return table.get(0).isArray() ? table.get(0) : table;
        }
        JsonNode values = data.path("tensor").path("values");
        if (values.isEmpty()) {
            return MissingNode.getInstance();
        }
        JsonNode shape = data.path("tensor").path("shape");
        long size = shape.size() < 2 ? values.size() : 1;
        for (int i = 1; i < shape.size(); i++) {
            size = Math.min(
                    values.size(),
                    size * Math.max(0, Math.min(values.size(), shape.get(i).asLong())));
        }
        ArrayNode row = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < size; i++) {
            row.add(values.get(i));
        }
        return row;
    }
}
