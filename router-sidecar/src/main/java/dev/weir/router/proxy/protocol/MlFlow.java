package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.Set;

/**
 * MLflow's scoring server, and SageMaker's: {@code POST /invocations}. A server has one model, so the header says which.
 *
 * <p>Of a prediction the first row of {@code predictions} is read, or of a bare list; an answer of a language model as one
 * of {@link OpenAi}.
 */
record MlFlow() implements Protocol {

    private static final Set<String> OTHERS = Set.of("/ping", "/health", "/version");

    @Override
    public String name() {
        return "mlflow";
    }

    @Override
    public String example() {
        return "POST /invocations with the header X-Weir-Model: MODEL";
    }

    @Override
    public Target target(HttpMethod method, String path) {
        if (path.equals("/invocations")) {
            return method.equals(HttpMethod.POST)
                    ? Target.inference(ModelPlace.NOWHERE)
                    : Target.other(ModelPlace.NOWHERE);
        }
        return OTHERS.contains(path) ? Target.other(ModelPlace.NOWHERE) : null;
    }

    @Override
    public Reading read(Target target, Answer answer) {
        if (answer.isEventStream()) {
            return OpenAiAnswer.read(answer);
        }
        try {
            JsonNode root = BoundedTree.read(answer.unpacked());
            JsonNode rows = root.isArray() ? root : root.path("predictions");
            if (rows.isArray() && !rows.isEmpty()) {
                return Reading.of(Rows.read(rows.get(0)));
            }
            return rows.isMissingNode() ? OpenAiAnswer.read(root) : Reading.of(Rows.read(rows));
        } catch (IOException e) {
            return Reading.NOTHING;
        }
    }
}
