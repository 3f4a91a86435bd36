package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * TensorFlow Serving and KServe's first protocol: {@code /v1/models/MODEL[/versions/V|/labels/L]:predict}, {@code
 * :classify} and {@code :regress}, and the gRPC service {@code tensorflow.serving.PredictionService}.
 *
 * <p>Of a prediction the first row is read: of {@code predictions}, of each of {@code outputs}, or of {@code result} or
 * {@code results}. What a gRPC answer predicts is not read.
 */
record TfServing() implements Protocol {

    private static final String MODELS = "/v1/models/";
    private static final String SERVICE = "/tensorflow.serving.PredictionService/";
    private static final Set<String> VERBS = Set.of("predict", "classify", "regress");

    /** Field 1 of every request is model_spec, of which field 1 is the name (tensorflow_serving/apis/model.proto). */
    private static final ModelPlace MODEL_SPEC = new ModelPlace.InMessage(List.of(1, 1));

    @Override
    public String name() {
        return "tfserving";
    }

    @Override
    public String example() {
        return "POST /v1/models/MODEL:predict";
    }

    @Override
    public Target target(HttpMethod method, String path) {
        if (path.startsWith(SERVICE)) {
            return path.endsWith("/GetModelMetadata")
                    ? Target.other(MODEL_SPEC)
                    : new Target(MODEL_SPEC, Target.Kind.UNARY_CALL);
        }
        if (!path.startsWith(MODELS) || path.length() == MODELS.length()) {
            return null;
        }
        int colon = path.lastIndexOf(':');
        String verb = colon > path.lastIndexOf('/') ? path.substring(colon + 1) : "";
        int slash = path.indexOf('/', MODELS.length());
        int end = slash >= 0 ? slash : verb.isEmpty() ? path.length() : colon;
        ModelPlace place = ModelPlace.InPath.of(path, MODELS.length(), end);
        return method.equals(HttpMethod.POST) && VERBS.contains(verb) ? Target.inference(place) : Target.other(place);
    }

    @Override
    public Reading read(Target target, Answer answer) {
        if (answer.isGrpc()) {
            return Reading.NOTHING;
        }
        try {
            JsonNode root = BoundedTree.read(answer.unpacked());
            for (String field : List.of("predictions", "result", "results")) {
                if (root.path(field).isArray() && !root.path(field).isEmpty()) {
                    return Reading.of(Rows.read(root.path(field).get(0)));
                }
            }
            return Reading.of(Rows.read(Rows.ofColumns(root.path("outputs"))));
        } catch (IOException e) {
            return Reading.NOTHING;
        }
    }
}
