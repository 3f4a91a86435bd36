package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.router.report.Call.Input;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the first row of what a model was asked, by the names its protocol gives: numbers are features, texts and truth values
 * categories.
 *
 * <p>Rows are those of the Open Inference Protocol ({@code inputs} with a datatype, in JSON or in the binary extension), of
 * TensorFlow Serving and KServe ({@code instances}, or {@code inputs} by column), of MLflow ({@code dataframe_split}, {@code
 * dataframe_records}) and of Seldon ({@code data}, {@code jsonData}, {@code strData}). What has no name is called by its
 * position, from 0. At most {@value #MOST} are read, since more are a picture or a vector and say nothing one by one; texts
 * above {@value #LONGEST} characters, numbers that are not finite and null are left out.
 */
public final class Inputs {

    /** Values that are read at most. */
    public static final int MOST = 256;

    /** Longest text and longest name that are read, in characters. */
    public static final int LONGEST = 256;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private final Map<String, Double> features = new LinkedHashMap<>();
    private final Map<String, String> categories = new LinkedHashMap<>();

    private Inputs() {}

    /**
     * Returns what could be read of a body; empty where that is nothing, as of a body that is no JSON.
     *
     * @param body the body, or its beginning
     */
    public static Input read(byte[] body) {
        return read(body, true, Map.of(), Map.of());
    }

    /**
     * Returns what could be read of a request; empty where that is nothing.
     *
     * @param body   its body, or the beginning of it; may be empty
     * @param row    whether the first row of the body is read, by the names its protocol gives
     * @param places name to where the body has it: a number, a text or a truth value
     * @param heads  name to what a header or a cookie says of it, where what reads as a number is one
     */
    public static Input read(byte[] body, boolean row, Map<String, JsonPointer> places, Map<String, String> heads) {
        Inputs inputs = new Inputs();
        heads.forEach(inputs::head);
        BoundedTree.Document document = BoundedTree.readDocument(body);
        places.forEach((name, place) -> inputs.scalar(name, document.root().at(place)));
        if (row) {
            inputs.row(document, body);
        }
        return new Input(inputs.features, inputs.categories);
    }

    private void row(BoundedTree.Document document, byte[] body) {
        JsonNode root = document.root();
        if (root.path("inputs").path(0).has("datatype")) {
            TensorDocuments.tensors(root.path("inputs"), body, document.end()).forEach(this::tensor);
        } else {
            put("", row(root));
        }
    }

    private void scalar(String name, JsonNode value) {
        if (value.isValueNode()) {
            put(name, value);
        }
    }

    private void head(String name, String text) {
        if (NUMBER.matcher(text).matches()) {
            feature(name, Double.parseDouble(text));
        } else {
            category(name, text);
        }
    }

    private static JsonNode row(JsonNode root) {
        if (SeldonDocument.is(root)) {
            return SeldonDocument.namedRow(root);
        }
        for (String rows : List.of("instances", "dataframe_records")) {
            if (root.path(rows).isArray()) {
                return root.path(rows).path(0);
            }
        }
        JsonNode split = root.path("dataframe_split");
        return split.isObject()
                ? Rows.named(split.path("data").path(0), split.path("columns"))
                : Rows.ofColumns(root.path("inputs"));
    }

    private void tensor(Tensor tensor) {
        List<Object> row = tensor.row();
        for (int i = 0; i < row.size(); i++) {
            String name = row.size() == 1 ? tensor.name() : tensor.name() + "." + i;
            if (tensor.isText() || tensor.isTruth()) {
                category(name, row.get(i).toString());
            } else {
                number(name, row.get(i).toString());
            }
        }
    }

    private void number(String name, String text) {
        try {
            feature(name, Double.parseDouble(text));
        } catch (NumberFormatException e) {
            // What the tensor's type does not promise is left out.
            return;
        }
    }

    private void put(String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(field -> put(below(name, field.getKey()), field.getValue()));
        } else if (value.isArray()) {
            for (int i = 0; i < Math.min(value.size(), MOST); i++) {
                put(below(name, Integer.toString(i)), value.get(i));
            }
        } else if (value.isNumber()) {
            feature(name, value.doubleValue());
        } else if (value.isTextual() || value.isBoolean()) {
            category(name, value.asText());
        }
    }

    private static String below(String name, String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private void feature(String name, double value) {
        if (Double.isFinite(value) && hasRoom(name)) {
            features.put(name.isEmpty() ? "0" : name, value);
        }
    }

    private void category(String name, String value) {
        if (value.length() <= LONGEST && hasRoom(name)) {
            categories.put(name.isEmpty() ? "0" : name, value);
        }
    }

    private boolean hasRoom(String name) {
        return name.length() <= LONGEST
                && features.size() + categories.size() < MOST
                && !features.containsKey(name)
                && !categories.containsKey(name);
    }
}
