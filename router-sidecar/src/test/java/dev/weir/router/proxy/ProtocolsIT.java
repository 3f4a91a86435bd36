package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.weir.router.proxy.upstream.VariantAddress;
import dev.weir.router.proxy.upstream.VariantAddress.TokenPrice;
import dev.weir.router.report.Call;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One proxy that serves models of every protocol: which model a request goes to, and under which name. */
class ProtocolsIT {

    private final RunningProxy proxy = new RunningProxy();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        proxy.serve(
                ModelBuilder.model("sentiment")
                        .variant("v1", variant("sentiment"))
                        .build(),
                ModelBuilder.model("half")
                        .protocol("tfserving")
                        .variant(
                                "v1",
                                new VariantAddress(variant("half").resolve("/base/"), null, "half_2", null, null, null))
                        .build(),
                ModelBuilder.model("chat")
                        .protocol("openai")
                        .unit("json:/user")
                        .segment("tier", "json:/metadata/tier")
                        .variant(
                                "v1",
                                new VariantAddress(
                                        variant("chat"), null, "llama-3", null, new TokenPrice(2.0, 4.0), null))
                        .build(),
                ModelBuilder.model("embed")
                        .protocol("openai")
                        .variant("v1", variant("embed"))
                        .build(),
                ModelBuilder.model("churn")
                        .protocol("mlflow")
                        .variant("v1", variant("churn"))
                        .build(),
                ModelBuilder.model("fraud")
                        .protocol("mlflow")
                        .variant("v1", variant("fraud"))
                        .build(),
                ModelBuilder.model("any")
                        .protocol("generic")
                        .unit("cookie:session")
                        .paths("/score", "/v9/**")
                        .variant("v1", variant("any"))
                        .build());
    }

    @AfterEach
    void stop() {
        proxy.awaitIdle();
        proxy.close();
    }

    @Test
    void shouldFindTheModelWhereEachProtocolKeepsIt() throws Exception {
        post("/v2/models/sentiment/infer", "{}");
        post("/v2/models/sentiment/versions/3/generate", "{}");
        post("/v1/models/half:predict", "{\"instances\":[1]}");
        post("/v1/embeddings", "{\"input\":\"x\",\"model\":\"embed\"}");
        post("/invocations", "{}", "X-Weir-Model", "churn");
        post("/score", "{}");
        post("/v9/a/b", "{}", "X-Weir-Model", "any");
        assertThat(asked)
                .containsExactly(
                        "sentiment POST /v2/models/sentiment/infer {}",
                        "sentiment POST /v2/models/sentiment/versions/3/generate {}",
                        "half POST /base/v1/models/half_2:predict {\"instances\":[1]}",
                        "embed POST /v1/embeddings {\"input\":\"x\",\"model\":\"embed\"}",
                        "churn POST /invocations {}",
                        "any POST /score {}",
                        "any POST /v9/a/b {}");
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(call -> call.assignment().model())
                .containsExactly("sentiment", "sentiment", "half", "embed", "churn", "any", "any"));
    }

    @Test
    void shouldGiveAChatItsUpstreamNameItsUnitAndItsPrice() throws Exception {
        HttpResponse<String> answer = post(
                "/v1/chat/completions",
                "{\"messages\":[],\"user\":\"u-7\",\"metadata\":{\"tier\":\"gold\"},\"model\":\"chat\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked)
                .containsExactly("chat POST /v1/chat/completions {\"messages\":[],\"user\":\"u-7\",\"metadata\":"
                        + "{\"tier\":\"gold\"},\"model\":\"llama-3\"}");
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(
                        call -> call.assignment().unit(),
                        call -> call.assignment().segments(),
                        call -> call.prediction().text(),
                        Call::cost)
                .containsExactly(tuple("u-7", Map.of("tier", "gold"), "chat", (2.0 * 10 + 4.0 * 5) / 1e6)));
    }

    @Test
    void shouldPassWhatIsNoInferenceToTheModelThatIsMeant() throws Exception {
        get("/v2/models/sentiment");
        get("/v2/health/ready");
        get("/v1/models/half");
        get("/ping", "X-Weir-Model", "fraud");
        get("/v1/models", "X-Weir-Model", "chat");
        get("/score?x=1");
        get("/elsewhere", "X-Weir-Model", "sentiment");
        assertThat(asked)
                .containsExactly(
                        "sentiment GET /v2/models/sentiment ",
                        "sentiment GET /v2/health/ready ",
                        "half GET /base/v1/models/half_2 ",
                        "fraud GET /ping ",
                        "chat GET /v1/models ",
                        "any GET /score?x=1 ",
                        "sentiment GET /elsewhere ");
        // Of these only /score is an inference of its model, by the paths in its file.
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(call -> call.assignment().model())
                .containsExactly("any"));
    }

    @Test
    void shouldSayWhichModelsThereAreForARequestThatNamesNoneOfThem() throws Exception {
        assertThat(refused("/v1/chat/completions", "{\"messages\":[]}"))
                .isEqualTo("the request names no model; this sidecar serves [chat, embed] by openai");
        assertThat(refused("/v1/chat/completions", "{\"model\":\"gpt\"}"))
                .isEqualTo("no model gpt; this sidecar serves [chat, embed] by openai");
        assertThat(refused("/v1/chat/completions", "{\"model\":\"sentiment\"}"))
                .isEqualTo("no model sentiment; this sidecar serves [chat, embed] by openai");
        assertThat(refused("/invocations", "{}"))
                .isEqualTo("the request names no model; this sidecar serves [churn, fraud] by mlflow");
        assertThat(refused("/v1/models/none:predict", "{}"))
                .isEqualTo("no model none; this sidecar serves [half] by tfserving");
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldTakeTheModelFromTheHeaderWhereTheBodyNamesNoneThatIsServed() throws Exception {
        post("/v1/chat/completions", "{\"model\":\"gpt\"}", "X-Weir-Model", "chat");
        assertThat(asked).containsExactly("chat POST /v1/chat/completions {\"model\":\"llama-3\"}");
    }

    @Test
    void shouldTakeTheUnitFromACookie() throws Exception {
        post("/score", "{}", "Cookie", "a=1; session=s-1; b=2");
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(call -> call.assignment().unit())
                .containsExactly("s-1"));
    }

    /** As the variant gets them, in one line; what comes first counts. */
    @Test
    void shouldTakeTheUnitFromWhicheverLineOfCookies() throws Exception {
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("POST /score HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\n"
                            + "Cookie: session=s-2; b=2\r\nContent-Length: 2\r\n\r\n{}")
                    .answer();
        }
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(call -> call.assignment().unit())
                .containsExactly("s-2"));
    }

    private URI variant(String name) {
        return proxy.upstream(request -> request.body().onSuccess(body -> {
            asked.add(name + " " + request.method() + " " + request.uri() + " " + body);
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"" + name
                            + "\"}}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}");
        }));
    }

    private String refused(String path, String body) throws Exception {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).isEqualTo(404);
        return new JsonObject(answer.body()).getString("detail");
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(proxy.uri(path)).POST(BodyPublishers.ofString(body)), headers);
    }

    private void get(String path, String... headers) throws Exception {
        assertThat(send(HttpRequest.newBuilder(proxy.uri(path)), headers).statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }
}
