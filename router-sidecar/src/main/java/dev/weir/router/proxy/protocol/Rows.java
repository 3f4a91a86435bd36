package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.router.report.Call.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads one row of an answer whose form the protocol leaves open.
 *
 * <p>A text is the label and the text; a boolean the label; a whole number the label and the value; another number the
 * value. Numbers in a list that lie in [0, 1] and add up to 1 (within 0.01) are the probabilities of classes: the label is
 * the position of the largest, the score its probability; other numbers are an embedding, a single one stands for itself.
 * Of a list of candidates, pairs of label and score or objects that have both, the one with the highest score counts. An
 * object is read by the names of its fields ({@link #NAMES}); an object with one field alone by that field.
 */
final class Rows {

    /** Longest text that can be a class. */
    static final int LABEL_CHARACTERS = 256;

    /** Longest text in an event: a page or ten; what is longer is cut. */
    static final int TEXT_CHARACTERS = 32_768;

    static final int EMBEDDING_SIZE = 8_192;

    private static final double SUM_TOLERANCE = 0.01;

    /** Names of the fields in which model servers put the parts of a prediction. */
    static final Map<String, List<String>> NAMES = Map.of(
            "label", List.of("label", "class", "prediction", "category"),
            "score", List.of("score", "probability", "confidence"),
            "value", List.of("value", "prediction"),
            "text", List.of("text", "generated_text", "text_output", "output_text", "answer"),
            "embedding", List.of("embedding", "vector"));

    private Rows() {}

    /** Returns the prediction, or null where the row has none. */
    static Prediction read(JsonNode row) {
        if (row.isTextual()) {
            return ofText(row.textValue());
        }
        if (row.isBoolean()) {
            return new Prediction(row.asText(), null, null);
        }
        if (row.isIntegralNumber()) {
            return new Prediction(row.asText(), null, row.doubleValue());
        }
        if (row.isNumber()) {
            return new Prediction(null, null, row.doubleValue());
        }
        if (row.isArray()) {
            return ofList(row);
        }
        return row.isObject() ? ofObject(row) : null;
    }

    /** Returns a text as label, where it is short enough to be a class, and as text. */
    static Prediction ofText(String text) {
        return text.length() <= LABEL_CHARACTERS
                ? new Prediction(text, null, null, text, null)
                : new Prediction(null, null, null, cut(text), null);
    }

    /** Returns a text as events carry it. */
    static String cut(String text) {
        if (text == null || text.length() <= TEXT_CHARACTERS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_CHARACTERS - 1)) ? TEXT_CHARACTERS - 1 : TEXT_CHARACTERS;
        return text.substring(0, end);
    }

    /** Returns the numbers of a list as an embedding; null where there is anything else in it, or nothing. */
    static List<Float> embedding(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            return null;
        }
        List<Float> embedding = new ArrayList<>(Math.min(list.size(), EMBEDDING_SIZE));
        for (JsonNode element : list) {
            if (!element.isNumber()) {
                return null;
            }
            if (embedding.size() < EMBEDDING_SIZE) {
                embedding.add(element.floatValue());
            }
        }
        return embedding;
    }

    /** Returns the first row of what is written by column: of each column its first, or of a list without names its first. */
    static JsonNode ofColumns(JsonNode columns) {
        if (columns.isArray() && !columns.isEmpty()) {
            return columns.get(0);
        }
        if (!columns.isObject()) {
            return columns;
        }
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        columns.properties()
                .forEach(column -> row.set(
                        column.getKey(),
                        column.getValue().isArray() && !column.getValue().isEmpty()
                                ? column.getValue().get(0)
                                : column.getValue()));
        return row;
    }

    /** Returns a row by the names of its columns; the row itself where there is not one name for each value. */
    static JsonNode named(JsonNode row, JsonNode names) {
        if (!row.isArray() || names.size() != row.size()) {
            return row;
        }
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < row.size(); i++) {
            named.set(names.get(i).asText(), row.get(i));
        }
        return named;
    }

    private static Prediction ofList(JsonNode list) {
        if (list.size() == 1) {
            return read(list.get(0));
        }
        if (list.isEmpty()) {
            return null;
        }
        List<Float> numbers = embedding(list);
        if (numbers != null) {
            return ofNumbers(list, numbers);
        }
        Prediction best = null;
        for (JsonNode element : list) {
            Prediction candidate = candidate(element);
            if (candidate != null && (best == null || candidate.score() > best.score())) {
                best = candidate;
            }
        }
        return best != null ? best : read(list.get(0));
    }

    private static Prediction ofNumbers(JsonNode list, List<Float> numbers) {
        double sum = 0;
        boolean inUnit = true;
        int largest = 0;
        for (int i = 0; i < list.size(); i++) {
            double number = list.get(i).doubleValue();
            sum += number;
            inUnit &= number >= 0 && number <= 1;
            largest = number > list.get(largest).doubleValue() ? i : largest;
        }
        return inUnit && Math.abs(sum - 1) <= SUM_TOLERANCE
                ? new Prediction(Integer.toString(largest), list.get(largest).doubleValue(), null)
                : new Prediction(null, null, null, null, numbers);
    }

    /** Returns label and score of one candidate among several; null where it is none. */
    private static Prediction candidate(JsonNode element) {
        if (element.isArray() && element.size() == 2 && element.get(0).isValueNode() && isScore(element.get(1))) {
            return new Prediction(element.get(0).asText(), element.get(1).doubleValue(), null);
        }
        Prediction named = element.isObject() ? ofObject(element) : null;
        return named != null && named.label() != null && named.score() != null ? named : null;
    }

    private static Prediction ofObject(JsonNode object) {
        JsonNode label = first(object, "label");
        JsonNode score = first(object, "score");
        JsonNode value = first(object, "value");
        JsonNode text = first(object, "text");
        List<Float> embedding = embedding(first(object, "embedding"));
        boolean hasLabel = label.isTextual() || label.isIntegralNumber() || label.isBoolean();
        boolean hasScore = isScore(score);
        if (hasLabel || hasScore || value.isNumber() || text.isTextual() || embedding != null) {
            return new Prediction(
                    hasLabel ? label.asText() : null,
                    hasScore ? score.doubleValue() : null,
                    value.isNumber() ? value.doubleValue() : null,
                    text.isTextual() ? cut(text.textValue()) : null,
                    embedding);
        }
        return object.size() == 1 ? read(object.elements().next()) : null;
    }

    private static JsonNode first(JsonNode object, String part) {
        for (String name : NAMES.get(part)) {
            if (object.has(name)) {
                return object.get(name);
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean isScore(JsonNode node) {
        return node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1;
    }
}
