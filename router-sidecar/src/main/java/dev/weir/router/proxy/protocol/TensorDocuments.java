package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.router.report.Call.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads answers of the Open Inference Protocol over HTTP: a document of outputs, whose data may follow it as raw bytes (the
 * binary extension), or the text that Triton's {@code generate} wrote, whole or as server-sent events.
 */
final class TensorDocuments {

    private static final String TEXT_OUTPUT = "text_output";

    private TensorDocuments() {}

    static Reading read(Answer answer) {
        try {
            byte[] body = answer.unpacked();
            if (answer.isEventStream()) {
                return generated(body);
            }
            BoundedTree.Document document = BoundedTree.readDocument(body);
            JsonNode text = document.root().path(TEXT_OUTPUT);
            return Reading.of(
                    text.isTextual()
                            ? Rows.ofText(text.textValue())
                            : Tensor.prediction(tensors(document.root().path("outputs"), body, document.end())));
        } catch (IOException | NumberFormatException e) {
            return Reading.NOTHING;
        }
    }

    private static Reading generated(byte[] body) {
        StringBuilder text = new StringBuilder();
        String failure = null;
        for (String data : ServerSentEvents.data(body)) {
            JsonNode event = BoundedTree.read(data.getBytes(StandardCharsets.UTF_8));
            if (event.path(TEXT_OUTPUT).isTextual() && text.length() <= Rows.TEXT_CHARACTERS) {
                text.append(event.path(TEXT_OUTPUT).textValue());
            }
            failure = event.hasNonNull("error") ? OpenAiAnswer.STREAM_ERROR : failure;
        }
        Prediction prediction = text.length() == 0 ? null : Rows.ofText(text.toString());
        return new Reading(prediction, null, failure);
    }

    /**
     * Returns the first row of each tensor that has one.
     *
     * @param described the tensors as the document lists them
     * @param body      the document, and after it what is binary of them
     * @param end       position after the document; -1 where it was not read to its end
     */
    static List<Tensor> tensors(JsonNode described, byte[] body, int end) {
        List<Tensor> tensors = new ArrayList<>();
        int raw = end;
        for (JsonNode output : described) {
            String name = output.path("name").asText();
            String datatype = output.path("datatype").asText();
            int count = Tensor.rowSize(name, output.path("shape"));
            List<Object> row = new ArrayList<>();
            int size = output.path("parameters").path("binary_data_size").asInt(-1);
            if (size >= 0) {
                if (raw >= 0 && size <= body.length - raw) {
                    row.addAll(RawTensor.read(datatype, ByteBuffer.wrap(body, raw, size), count));
                }
                raw = raw < 0 || size > body.length - raw ? -1 : raw + size;
            } else {
                flatten(output.path("data"), count, row);
            }
            if (!row.isEmpty()) {
                tensors.add(new Tensor(name, datatype, row));
            }
        }
        return tensors;
    }

    /** Takes the first scalars of a flat or nested list. */
    private static void flatten(JsonNode data, int count, List<Object> row) {
        for (JsonNode element : data) {
            if (row.size() == count) {
                return;
            }
            if (element.isArray()) {
                flatten(element, count, row);
            } else if (element.isValueNode() && !element.isNull()) {
                row.add(element.isNumber() ? element.numberValue() : element.asText());
            }
        }
    }
}
