package dev.weir.router.proxy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * Reads the prediction out of an answer of the Open Inference Protocol, from the first element of its outputs.
 *
 * <p>label: the output named {@code label}, else the first of type BYTES, else the first whole number or boolean, as text.
 * score: the first FP* output named {@code score} or {@code probability} whose value is in [0, 1]. value: the first other
 * FP* output. Of a batch it is the prediction of its first row.
 */
final class PredictionReader {

    private static final String LABEL = "label";
    private static final List<String> SCORES = List.of("score", "probability");

    private record Output(String name, String datatype, String first) {

        boolean isFloating() {
            return datatype != null && (datatype.startsWith("FP") || datatype.equals("BF16"));
        }

        boolean isWhole() {
            return datatype != null
                    && (datatype.startsWith("INT") || datatype.startsWith("UINT") || datatype.equals("BOOL"));
        }

        boolean isText() {
            return "BYTES".equals(datatype);
        }

        boolean isScore() {
            return isFloating() && SCORES.contains(name) && number() >= 0 && number() <= 1;
        }

        double number() {
            return Double.parseDouble(first);
        }
    }

    private PredictionReader() {}

    /**
     * Returns the prediction, or null where the answer is no such JSON or has no output that is one.
     *
     * @param body     body of the answer
     * @param encoding content encoding of the answer; gzip is read, none is null
     */
    static Prediction read(Buffer body, String encoding) {
        if (body.length() == 0 || (encoding != null && !encoding.equals("gzip") && !encoding.equals("identity"))) {
            return null;
        }
        try (JsonParser parser = "gzip".equals(encoding) ? JsonBody.parser(unzip(body)) : JsonBody.parser(body)) {
            return prediction(outputs(parser));
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    private static InputStream unzip(Buffer body) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(body.getBytes()));
    }

    private static Prediction prediction(List<Output> outputs) {
        String label = first(outputs, output -> LABEL.equals(output.name()) && !output.isFloating());
        label = label != null ? label : first(outputs, Output::isText);
        label = label != null ? label : first(outputs, Output::isWhole);
        String score = first(outputs, Output::isScore);
        String value = first(outputs, output -> output.isFloating() && !output.isScore());
        return label == null && score == null && value == null
                ? null
                : new Prediction(label, number(score), number(value));
    }

    private static String first(List<Output> outputs, Predicate<Output> wanted) {
        return outputs.stream().filter(wanted).map(Output::first).findFirst().orElse(null);
    }

    private static Double number(String text) {
        return text == null ? null : Double.valueOf(text);
    }

    /** Returns the outputs that have data, in order; stops after them, so that the rest of the answer is not parsed. */
    private static List<Output> outputs(JsonParser parser) throws IOException {
        List<Output> outputs = new ArrayList<>();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return outputs;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals("outputs");
            JsonToken value = parser.nextToken();
            if (wanted && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    Output output = output(parser);
                    if (output.first() != null) {
                        outputs.add(output);
                    }
                }
                return outputs;
            }
            parser.skipChildren();
        }
        return outputs;
    }

    private static Output output(JsonParser parser) throws IOException {
        String name = null;
        String datatype = null;
        String first = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = parser.getValueAsString();
                case "datatype" -> datatype = parser.getValueAsString();
                case "data" -> first = firstScalar(parser);
                default -> parser.skipChildren();
            }
        }
        return new Output(name, datatype, first);
    }

    /** Returns the first scalar of a flat or nested array, and leaves the parser at the array's end. */
    private static String firstScalar(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return null;
        }
        int depth = 1;
        String first = null;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("the data ends early");
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (first == null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                first = parser.getText();
            }
        }
        return first;
    }
}
