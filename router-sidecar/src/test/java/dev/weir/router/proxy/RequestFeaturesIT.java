package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Input;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.RouteImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What events tell of what a model was asked. */
class RequestFeaturesIT {

    private static final InputRules ROW = new InputRules(true, Map.of());

    private final RunningProxy proxy = new RunningProxy();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        proxy.awaitIdle();
        proxy.close();
    }

    static List<Arguments> rowsByProtocol() {
        return List.of(
                Arguments.of(
                        "open-inference",
                        "/v2/models/m/infer",
                        "{\"inputs\":[{\"name\":\"age\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[41.5]},"
                                + "{\"name\":\"country\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"CA\"]}]}"),
                Arguments.of(
                        "tfserving",
                        "/v1/models/m:predict",
                        "{\"instances\":[{\"age\":41.5,\"country\":\"CA\"},{\"age\":7,\"country\":\"US\"}]}"),
                Arguments.of(
                        "mlflow",
                        "/invocations",
                        "{\"dataframe_split\":{\"columns\":[\"age\",\"country\"],\"data\":[[41.5,\"CA\"],[7,\"US\"]]}}"),
                Arguments.of(
                        "generic",
                        "/score",
                        "{\"data\":{\"names\":[\"age\",\"country\"],\"ndarray\":[[41.5,\"CA\"]]}}"));
    }

    @ParameterizedTest
    @MethodSource("rowsByProtocol")
    void shouldTellOfTheFirstRowByTheNamesOfEachProtocol(String protocol, String path, String body) throws Exception {
        serve(ModelBuilder.model("m").protocol(protocol).inputs(ROW));
        post(path, body.getBytes(StandardCharsets.UTF_8));
        assertThat(input()).isEqualTo(new Input(Map.of("age", 41.5), Map.of("country", "CA")));
    }

    @Test
    void shouldTellOfPlacesThatTheFileNamesInAnyProtocolThatIsJson() throws Exception {
        serve(ModelBuilder.model("m")
                .protocol("openai")
                .inputs(places(Map.of(
                        "temperature", "json:/temperature",
                        "role", "json:/messages/0/role",
                        "plan", "header:X-Plan",
                        "age", "header:X-Age",
                        "absent", "json:/nothing/here",
                        "tree", "json:/messages"))));
        post(
                "/v1/chat/completions",
                "{\"model\":\"m\",\"temperature\":0.2,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .getBytes(StandardCharsets.UTF_8),
                "X-Plan",
                "gold",
                "X-Age",
                "41");
        assertThat(input())
                .isEqualTo(new Input(Map.of("temperature", 0.2, "age", 41.0), Map.of("role", "user", "plan", "gold")));
    }

    @Test
    void shouldPutWhatTheFileNamesAboveWhatTheProtocolDoes() throws Exception {
        serve(ModelBuilder.model("m")
                .protocol("tfserving")
                .inputs(new InputRules(true, Map.of("age", RequestSource.parse("json:/instances/1/age")))));
        post(
                "/v1/models/m:predict",
                "{\"instances\":[{\"age\":41.5,\"size\":1},{\"age\":7}]}".getBytes(StandardCharsets.UTF_8));
        assertThat(input()).isEqualTo(new Input(Map.of("age", 7.0, "size", 1.0), Map.of()));
    }

    @Test
    void shouldTellOfNothingUnlessTheFileAsksForIt() throws Exception {
        serve(ModelBuilder.model("m").protocol("tfserving"));
        post("/v1/models/m:predict", "{\"instances\":[[1]]}".getBytes(StandardCharsets.UTF_8));
        assertThat(input()).isNull();
    }

    @Test
    void shouldTellOfNothingWhereABodyIsNoJsonAndServeItAllTheSame() throws Exception {
        serve(ModelBuilder.model("m").protocol("tfserving").inputs(ROW));
        assertThat(post("/v1/models/m:predict", new byte[] {'{', 1, 2, 3}).statusCode())
                .isEqualTo(200);
        assertThat(input()).isEqualTo(new Input(Map.of(), Map.of()));
    }

    @Test
    void shouldReadACompressedBodyAndOneThatIsCutAtTheCapture() throws Exception {
        serve(ModelBuilder.model("m").protocol("tfserving").captureBytes(1_000).inputs(ROW));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"instances\":[{\"age\":41.5}]}".getBytes(StandardCharsets.UTF_8));
        }
        post("/v1/models/m:predict", packed.toByteArray(), "Content-Encoding", "gzip");
        String large = "{\"instances\":[{\"age\":7},{\"age\":" + "8".repeat(200_000) + "}]}";
        post("/v1/models/m:predict", large.getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(call -> call.input().features())
                .containsExactly(Map.of("age", 41.5), Map.of("age", 7.0)));
    }

    @Test
    void shouldTellOfARequestOnceAndNotOfItsCopy() throws Exception {
        proxy.image = new RouteImage(Map.of("m", mirrored()));
        serve(ModelBuilder.model("m").protocol("tfserving").inputs(ROW));
        post("/v1/models/m:predict", "{\"instances\":[{\"age\":7}]}".getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(() -> assertThat(proxy.calls).hasSize(2));
        assertThat(proxy.calls)
                .filteredOn(call -> call.role() == Call.Role.SHADOW)
                .extracting(Call::input)
                .containsOnlyNulls();
        assertThat(proxy.calls)
                .filteredOn(call -> call.role() == Call.Role.SERVED)
                .extracting(call -> call.input().features())
                .containsExactly(Map.of("age", 7.0));
    }

    private static CompiledTable mirrored() {
        return new CompiledTable(
                "m",
                1,
                Instant.EPOCH,
                null,
                null,
                "v1",
                null,
                0,
                new Mirror("v2", 10_000),
                "salt",
                Map.of(),
                List.of(),
                false,
                "decision");
    }

    private void serve(ModelBuilder model) {
        proxy.serve(model.variant(
                        "v1", proxy.upstream(request -> request.response().end("{}")))
                .variant("v2", proxy.upstream(request -> request.response().end("{}")))
                .build());
    }

    private Input input() {
        await().untilAsserted(() -> assertThat(proxy.calls).hasSize(1));
        return proxy.calls.get(0).input();
    }

    private HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(proxy.uri(path)).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(
                request.header("X-Weir-Model", "m")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static InputRules places(Map<String, String> written) {
        Map<String, RequestSource> places = new HashMap<>();
        written.forEach((name, place) -> places.put(name, RequestSource.parse(place)));
        return new InputRules(false, places);
    }
}
