package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.router.report.Call.Prediction;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;

/**
 * Any other server: the header says which model is asked. A POST asks for a prediction, unless the model's configuration
 * says which paths do.
 *
 * <p>The prediction is read from the first row of {@code predictions} or of a bare list, else from the answer's own fields
 * by {@link Rows}, of Seldon's form by {@link SeldonDocument}.
 */
record Generic() implements Protocol {

    @Override
    public String name() {
        return "generic";
    }

    @Override
    public String example() {
        return "any path with the header X-Weir-Model: MODEL";
    }

    @Override
    public Target target(HttpMethod method, String path) {
        return method.equals(HttpMethod.POST) ? Target.inference(ModelPlace.NOWHERE) : Target.other(ModelPlace.NOWHERE);
    }

    @Override
    public boolean knowsItsInferences() {
        return false;
    }

    @Override
    public Reading read(Target target, Answer answer) {
        if (answer.isGrpc()) {
            return Reading.NOTHING;
        }
        if (answer.isEventStream()) {
            return OpenAiAnswer.read(answer);
        }
        try {
            return Reading.of(prediction(BoundedTree.read(answer.unpacked())));
        } catch (IOException e) {
            return Reading.NOTHING;
        }
    }

    static Prediction prediction(JsonNode root) {
        if (SeldonDocument.is(root)) {
            return SeldonDocument.prediction(root);
        }
        JsonNode rows = root.isArray() ? root : root.path("predictions");
        return Rows.read(rows.isArray() && !rows.isEmpty() ? rows.get(0) : root);
    }
}
