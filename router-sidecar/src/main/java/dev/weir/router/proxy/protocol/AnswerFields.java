package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.router.report.Call.Prediction;
import java.io.IOException;

/**
 * Where the JSON answers of a model have the parts of a prediction, for a model whose answers the protocol's own rules do
 * not fit; each null for none.
 *
 * @param label     place of the predicted class
 * @param score     place of the confidence, 0 to 1
 * @param value     place of the predicted number
 * @param text      place of the generated text
 * @param embedding place of a list of numbers
 */
public record AnswerFields(
        JsonPointer label, JsonPointer score, JsonPointer value, JsonPointer text, JsonPointer embedding) {

    public AnswerFields {
        if (label == null && score == null && value == null && text == null && embedding == null) {
            throw new IllegalArgumentException(
                    "no place is given; write at least one of label, score, value, text, embedding, e.g. label: /label");
        }
    }

    /** Returns what an answer has at these places; what it cost, by the protocol. */
    public Reading read(Protocol protocol, Target target, Answer answer) {
        Reading byProtocol = protocol.read(target, answer);
        if (answer.isGrpc() || answer.isEventStream()) {
            return byProtocol;
        }
        try {
            JsonNode root = BoundedTree.read(answer.unpacked());
            Prediction prediction = new Prediction(
                    label == null ? null : text(root.at(label)),
                    score(root),
                    value == null || !root.at(value).isNumber()
                            ? null
                            : root.at(value).doubleValue(),
                    text == null ? null : Rows.cut(text(root.at(text))),
                    embedding == null ? null : Rows.embedding(root.at(embedding)));
            return new Reading(isEmpty(prediction) ? null : prediction, byProtocol.usage(), byProtocol.failure());
        } catch (IOException e) {
            return byProtocol;
        }
    }

    private Double score(JsonNode root) {
        double found = score == null ? -1 : root.at(score).asDouble(-1);
        return found >= 0 && found <= 1 ? found : null;
    }

    private static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }

    private static boolean isEmpty(Prediction prediction) {
        return new Prediction(null, null, null).equals(prediction);
    }
}
