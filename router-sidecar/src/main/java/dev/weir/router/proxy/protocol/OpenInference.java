package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import dev.weir.router.proxy.protocol.Target.Kind;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Open Inference Protocol, version 2 (KServe, Triton, MLServer, Seldon): {@code POST
 * /v2/models/MODEL[/versions/V]/infer}, Triton's {@code /generate} and {@code /generate_stream}, and the gRPC service
 * {@code inference.GRPCInferenceService}.
 */
record OpenInference() implements Protocol {

    private static final String ROOT = "/v2";
    private static final String MODELS = "/v2/models/";
    private static final String VERSIONS = "/versions/";
    private static final Set<String> INFERENCES = Set.of("/infer", "/generate", "/generate_stream");
    private static final JsonPointer ID = JsonPointer.compile("/id");

    private static final String SERVICE = "/inference.GRPCInferenceService/";
    private static final ModelPlace FIRST_FIELD = new ModelPlace.InMessage(List.of(1));

    /** Every method whose request names a model does so in its field 1 (kserve/open-inference-protocol). */
    private static final Map<String, Target> METHODS = Map.of(
            "ModelInfer", new Target(FIRST_FIELD, Kind.UNARY_CALL),
            "ModelStreamInfer", new Target(FIRST_FIELD, Kind.STREAMED_CALL),
            "ModelReady", Target.other(FIRST_FIELD),
            "ModelMetadata", Target.other(FIRST_FIELD),
            "ModelConfig", Target.other(FIRST_FIELD),
            "ModelStatistics", Target.other(FIRST_FIELD));

    @Override
    public String name() {
        return "open-inference";
    }

    @Override
    public String example() {
        return "POST /v2/models/MODEL/infer";
    }

    @Override
    public Target target(HttpMethod method, String path) {
        if (path.startsWith(SERVICE)) {
            return METHODS.getOrDefault(path.substring(SERVICE.length()), Target.other(ModelPlace.NOWHERE));
        }
        if (!path.startsWith(ROOT) || (path.length() > ROOT.length() && path.charAt(ROOT.length()) != '/')) {
            return null;
        }
        if (!path.startsWith(MODELS) || path.length() == MODELS.length()) {
            return Target.other(ModelPlace.NOWHERE);
        }
        int slash = path.indexOf('/', MODELS.length());
        int end = slash < 0 ? path.length() : slash;
        ModelPlace place = ModelPlace.InPath.of(path, MODELS.length(), end);
        return method.equals(HttpMethod.POST) && isInference(path, end) ? Target.inference(place) : Target.other(place);
    }

    private static boolean isInference(String path, int end) {
        int verb = end;
        if (path.startsWith(VERSIONS, end)) {
            verb = path.indexOf('/', end + VERSIONS.length());
        }
        return verb > 0 && INFERENCES.contains(path.substring(verb));
    }

    @Override
    public JsonPointer requestId() {
        return ID;
    }

    @Override
    public Reading read(Target target, Answer answer) {
        if (answer.isGrpc()) {
            return TensorMessages.read(answer, target.kind() == Kind.STREAMED_CALL);
        }
        return TensorDocuments.read(answer);
    }
}
