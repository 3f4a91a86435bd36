package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.router.report.Call.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The first row of one input or output of the Open Inference Protocol.
 *
 * @param name     its name
 * @param datatype its type, as the protocol calls it
 * @param row      its values, each a number, or a text; at least one
 */
record Tensor(String name, String datatype, List<Object> row) {

    private static final String LABEL = "label";
    private static final List<String> SCORES =
            List.of("score", "scores", "probability", "probabilities", "predict_proba");
    private static final List<String> EMBEDDINGS = List.of("embedding", "embeddings", "sentence_embedding", "vector");

    /**
     * Returns what the outputs of one answer predict, of their first row; null where that is nothing.
     *
     * <p>label: the output named {@code label}, else the first of type BYTES, else the first whole number or boolean, else
     * the position of the largest of several scores. score: the largest number of the first FP* output with the name of a
     * score ({@link #SCORES}) whose numbers are in [0, 1]. embedding: the first FP* output with such a name ({@link
     * #EMBEDDINGS}) and more than one number. value: the first number of the first other FP* output. text: what is of type
     * BYTES.
     */
    static Prediction prediction(List<Tensor> outputs) {
        Tensor named = first(outputs, output -> LABEL.equals(output.name) && !output.isFloating());
        Tensor text = first(outputs, Tensor::isText);
        Tensor label = named != null ? named : text != null ? text : first(outputs, Tensor::isWhole);
        Tensor scores = first(outputs, Tensor::isScores);
        Tensor embedding = first(outputs, Tensor::isEmbedding);
        Tensor value = first(outputs, output -> output.isFloating() && !output.isScores() && !output.isEmbedding());
        if (label == null && scores == null && embedding == null && value == null) {
            return null;
        }
        return new Prediction(
                label(label, scores),
                scores == null ? null : scores.number(scores.largest()),
                value == null ? null : value.number(0),
                text == null ? null : Rows.cut(text.row.get(0).toString()),
                embedding == null ? null : embedding.numbers());
    }

    /**
     * Returns how many values the first row of an output has, 1 to {@value Rows#EMBEDDING_SIZE}: of a batch the last
     * dimension, of a plain list one, unless its name says that it is an embedding.
     */
    static int rowSize(String name, List<Long> shape) {
        boolean isRow = shape.size() > 1 || EMBEDDINGS.contains(name);
        long last = shape.isEmpty() || !isRow ? 1 : shape.get(shape.size() - 1);
        return (int) Math.max(1, Math.min(Rows.EMBEDDING_SIZE, last));
    }

    static int rowSize(String name, JsonNode shape) {
        List<Long> dimensions = new ArrayList<>();
        shape.forEach(dimension -> dimensions.add(dimension.asLong()));
        return rowSize(name, dimensions);
    }

    private static String label(Tensor label, Tensor scores) {
        if (label == null) {
            return scores != null && scores.row.size() > 1 ? Integer.toString(scores.largest()) : null;
        }
        String first = label.row.get(0).toString();
        return first.length() <= Rows.LABEL_CHARACTERS ? first : null;
    }

    private static Tensor first(List<Tensor> outputs, Predicate<Tensor> wanted) {
        for (Tensor output : outputs) {
            if (wanted.test(output)) {
                return output;
            }
        }
        return null;
    }

    private boolean isFloating() {
        return datatype.startsWith("FP") || datatype.equals("BF16");
    }

    private boolean isWhole() {
        return datatype.startsWith("INT") || datatype.startsWith("UINT") || datatype.equals("BOOL");
    }

    boolean isText() {
        return datatype.equals("BYTES");
    }

    boolean isTruth() {
        return datatype.equals("BOOL");
    }

    private boolean isEmbedding() {
        return isFloating() && row.size() > 1 && EMBEDDINGS.contains(name);
    }

    private boolean isScores() {
        if (!isFloating() || !SCORES.contains(name)) {
            return false;
        }
        for (int i = 0; i < row.size(); i++) {
            if (!(number(i) >= 0 && number(i) <= 1)) {
                return false;
            }
        }
        return true;
    }

    private int largest() {
        int largest = 0;
        for (int i = 1; i < row.size(); i++) {
            largest = number(i) > number(largest) ? i : largest;
        }
        return largest;
    }

    private double number(int position) {
        return row.get(position) instanceof Number number
                ? number.doubleValue()
                : Double.parseDouble(row.get(position).toString());
    }

    private List<Float> numbers() {
        List<Float> numbers = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            numbers.add((float) number(i));
        }
        return numbers;
    }
}
