package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import io.vertx.core.http.HttpMethod;
import java.util.Set;

/**
 * Servers with the API of OpenAI (vLLM, llm-d, ...): {@code POST /v1/chat/completions}, {@code /v1/completions}, {@code
 * /v1/embeddings} and {@code /v1/responses}, with the model's name in the body.
 */
record OpenAi() implements Protocol {

    private static final Set<String> INFERENCES =
            Set.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses");
    private static final ModelPlace MODEL = new ModelPlace.InJson(JsonPointer.compile("/model"));

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public String example() {
        return "POST /v1/chat/completions with {\"model\": \"MODEL\"}";
    }

    @Override
    public Target target(HttpMethod method, String path) {
        if (INFERENCES.contains(path) && method.equals(HttpMethod.POST)) {
            return Target.inference(MODEL);
        }
        return path.startsWith("/v1/") ? Target.other(ModelPlace.NOWHERE) : null;
    }

    @Override
    public Reading read(Target target, Answer answer) {
        return OpenAiAnswer.read(answer);
    }
}
