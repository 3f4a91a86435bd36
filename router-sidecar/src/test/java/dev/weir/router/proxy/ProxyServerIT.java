package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.weir.router.proxy.ProxiedModel.CallRules;
import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.selection.Reason;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.SegmentRule;
import dev.weir.router.selection.Tables;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy over sockets, against upstreams that answer, fail, stall and die. */
class ProxyServerIT {

    private static final String POSITIVE =
            """
            {"model_name":"m","outputs":[{"name":"label","datatype":"BYTES","shape":[1],"data":["positive"]},
            {"name":"score","datatype":"FP32","shape":[1],"data":[0.75]}]}""";
    private static final int LIMIT = (int) RunningProxy.MAX_BODY_BYTES;

    private final RunningProxy proxy = new RunningProxy();
    private final List<Call> calls = proxy.calls;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<HttpServerRequest> seenByBaseline = new CopyOnWriteArrayList<>();
    private URI baseline;

    @BeforeEach
    void startBaseline() throws Exception {
        baseline = proxy.upstream(request -> {
            seenByBaseline.add(request);
            request.body().onSuccess(body -> request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Connection", "X-Internal")
                    .putHeader("X-Internal", "1")
                    .putHeader("X-Model-Header", "kept")
                    .putHeader("X-Weir-Variant", "forged")
                    .end(POSITIVE));
        });
    }

    @AfterEach
    void stop() throws Exception {
        proxy.awaitIdle();
        proxy.close();
    }

    @Test
    void shouldServeByTheFirstVariantWhenThereIsNoTable() throws Exception {
        start(baseline, Duration.ofSeconds(5));
        HttpResponse<String> answer = infer("/v2/models/m/infer?trace=1", "{\"id\":\"body-id\",\"inputs\":[]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(POSITIVE);
        assertThat(answer.headers().map())
                .containsEntry("x-request-id", List.of("body-id"))
                .containsEntry("x-weir-variant", List.of("v1"))
                .containsEntry("x-weir-revision", List.of("0"))
                .containsEntry("x-model-header", List.of("kept"))
                .doesNotContainKey("x-internal");
        HttpServerRequest upstream = seenByBaseline.get(0);
        assertThat(upstream.uri()).isEqualTo("/v2/models/m/infer?trace=1");
        assertThat(upstream.getHeader("X-Request-Id")).isEqualTo("body-id");
        assertThat(upstream.getHeader("Host")).isEqualTo(baseline.getAuthority());
        await().untilAsserted(() -> assertThat(calls)
                .extracting(Call::variant, Call::reason, Call::outcome, Call::prediction, Call::requestBytes)
                .containsExactly(tuple(
                        "v1",
                        Reason.FALLBACK,
                        Outcome.OK,
                        new Prediction("positive", 0.75, null, "positive", null),
                        28L)));
    }

    @Test
    void shouldChooseByUnitAndSegmentOfTheRequest() throws Exception {
        start(proxy.upstream(request -> request.response().end("{}")), Duration.ofSeconds(5));
        proxy.image = RouteImage.EMPTY.with(Tables.table(
                "m", 9, 0, "s", Map.of("u-9", "v2"), List.of(new SegmentRule("tier", "gold", "v2")), false));
        assertThat(variant(request("/v2/models/m/infer", "{}").header("X-User-Id", "u-9")))
                .isEqualTo("v2");
        assertThat(variant(request("/v2/models/m/infer", "{\"tier\":\"gold\"}")))
                .isEqualTo("v2");
        assertThat(variant(request("/v2/models/m/versions/3/infer", "{}").header("X-User-Id", "u-1")))
                .isEqualTo("v1");
        await().untilAsserted(() -> assertThat(calls)
                .extracting(
                        Call::reason,
                        call -> call.assignment().unit(),
                        call -> call.assignment().segments(),
                        call -> call.assignment().firstOfUnit())
                .containsExactlyInAnyOrder(
                        tuple(Reason.USER, "u-9", Map.of(), true),
                        tuple(Reason.SEGMENT, null, Map.of("tier", "gold"), null),
                        tuple(Reason.WEIGHT, "u-1", Map.of(), true)));
    }

    @Test
    void shouldTakeTheRequestIdFromTheHeadersInOrder() throws Exception {
        start(baseline, Duration.ofSeconds(5));
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assertThat(requestId(request("/v2/models/m/infer", "{\"id\":\"b\"}")
                        .header("X-Request-Id", "x")
                        .header("Ce-Id", "c")))
                .isEqualTo("x");
        assertThat(requestId(request("/v2/models/m/infer", "{\"id\":\"b\"}").header("Ce-Id", "c")))
                .isEqualTo("c");
        assertThat(requestId(request("/v2/models/m/infer", "{\"id\":\"b\"}").header("traceparent", trace)))
                .isEqualTo("b");
        assertThat(requestId(request("/v2/models/m/infer", "{}").header("traceparent", trace)))
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        for (String none : List.of(
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")) {
            assertThat(requestId(request("/v2/models/m/infer", "{}").header("traceparent", none)))
                    .hasSize(36);
        }
        assertThat(requestId(request("/v2/models/m/infer", "{}"))).hasSize(36);
    }

    @Test
    void shouldFallBackToTheBaselineWhenTheCandidateRefusesConnections() throws Exception {
        start(RunningProxy.nobody(), Duration.ofSeconds(5));
        everythingToTheCandidate();
        HttpResponse<String> answer = infer("/v2/models/m/infer", "{}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(POSITIVE);
        assertThat(answer.headers().firstValue("X-Weir-Variant")).hasValue("v1");
        await().untilAsserted(() -> assertThat(calls)
                .extracting(Call::variant, Call::reason, Call::outcome, Call::errorCode)
                .containsExactly(
                        tuple("v2", Reason.WEIGHT, Outcome.ERROR, "ConnectionRefused"),
                        tuple("v1", Reason.FALLBACK, Outcome.OK, null)));
    }

    @Test
    void shouldFallBackToTheBaselineWhenTheCandidateClosesTheConnection() throws Exception {
        start(proxy.upstream(request -> request.connection().close()), Duration.ofSeconds(5));
        everythingToTheCandidate();
        assertThat(infer("/v2/models/m/infer", "{}").headers().firstValue("X-Weir-Variant"))
                .hasValue("v1");
        await().untilAsserted(() -> assertThat(calls)
                .extracting(Call::variant, Call::outcome, Call::errorCode)
                .containsExactly(tuple("v2", Outcome.ERROR, "ConnectionReset"), tuple("v1", Outcome.OK, null)));
    }

    @Test
    void shouldFallBackWhenTheTableNamesAVariantWithoutAnAddress() throws Exception {
        start(null, Duration.ofSeconds(5));
        everythingToTheCandidate();
        assertThat(infer("/v2/models/m/infer", "{}").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(calls)
                .extracting(Call::variant, Call::errorCode)
                .containsExactly(tuple("v2", "NotConfigured"), tuple("v1", null)));
    }

    @Test
    void shouldPassAnErrorOfTheCandidateOnAndCountIt() throws Exception {
        start(
                proxy.upstream(request -> request.response().setStatusCode(500).end("{\"error\":\"boom\"}")),
                Duration.ofSeconds(5));
        everythingToTheCandidate();
        HttpResponse<String> answer = infer("/v2/models/m/infer", "{}");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"boom\"}");
        await().untilAsserted(() -> assertThat(calls)
                .extracting(Call::variant, Call::outcome, Call::errorCode)
                .containsExactly(tuple("v2", Outcome.ERROR, "500")));
    }

    @Test
    void shouldCountAFaultOfTheCallerAsNoError() throws Exception {
        start(proxy.upstream(request -> request.response().setStatusCode(400).end("{}")), Duration.ofSeconds(5));
        everythingToTheCandidate();
        assertThat(infer("/v2/models/m/infer", "{}").statusCode()).isEqualTo(400);
        await().untilAsserted(() ->
                assertThat(calls).extracting(Call::outcome, Call::errorCode).containsExactly(tuple(Outcome.OK, null)));
    }

    @Test
    void shouldAnswerGatewayTimeoutWhenTheCandidateStallsInItsAnswer() throws Exception {
        start(
                proxy.upstream(request ->
                        request.response().setChunked(true).putHeader("X", "1").write("{\"outputs\":")),
                Duration.ofSeconds(2));
        everythingToTheCandidate();
        HttpResponse<String> answer = infer("/v2/models/m/infer", "{}");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("model m, variant v2: no complete answer within 2000 ms");
        await().untilAsserted(() -> assertThat(calls).hasSize(1).first().satisfies(call -> {
            assertThat(call.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(call.durationMicros()).isBetween(1_990_000L, 20_000_000L);
        }));
    }

    @Test
    void shouldAnswerBadGatewayWhenTheBaselineIsDown() throws Exception {
        baseline = RunningProxy.nobody();
        start(null, Duration.ofSeconds(5));
        HttpResponse<String> answer = infer("/v2/models/m/infer", "{}");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        await().untilAsserted(() ->
                assertThat(calls).extracting(Call::variant, Call::outcome).containsExactly(tuple("v1", Outcome.ERROR)));
    }

    @Test
    void shouldStreamAnAnswerThatIsTooLargeToBeTakenWhole() throws Exception {
        String large = "x".repeat(5 * CallRules.CAPTURE_BYTES);
        start(proxy.upstream(request -> request.response().end(large)), Duration.ofSeconds(20));
        everythingToTheCandidate();
        HttpResponse<String> answer = infer("/v2/models/m/infer", "{}");
        assertThat(answer.body()).isEqualTo(large);
        await().untilAsserted(() -> assertThat(calls)
                .extracting(Call::variant, Call::outcome, Call::prediction)
                .containsExactly(tuple("v2", Outcome.OK, null)));
    }

    @Test
    void shouldForwardALargeBodyWholeAndReadTheUnitFromIt() throws Exception {
        List<Buffer> bodies = new CopyOnWriteArrayList<>();
        start(
                proxy.upstream(request -> request.body().onSuccess(body -> {
                    bodies.add(body);
                    request.response().end("{}");
                })),
                Duration.ofSeconds(20));
        proxy.image = RouteImage.EMPTY.with(
                Tables.table("m", 1, 0, "s", Map.of(), List.of(new SegmentRule("tier", "gold", "v2")), false));
        String body = "{\"inputs\":[" + "1,".repeat(300_000) + "1],\"tier\":\"gold\"}";
        assertThat(infer("/v2/models/m/infer", body).statusCode()).isEqualTo(200);
        assertThat(bodies).extracting(Buffer::toString).containsExactly(body);
    }

    @Test
    void shouldRefuseABodyAboveTheLimit() throws Exception {
        start(baseline, Duration.ofSeconds(5));
        HttpResponse<String> declared = infer("/v2/models/m/infer", "x".repeat(LIMIT + 1));
        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(declared.body()).contains("larger than " + LIMIT + " bytes");
        HttpRequest chunked = HttpRequest.newBuilder(uri("/v2/models/m/infer"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT + 1])))
                .build();
        assertThat(client.send(chunked, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
        // Of a chunked one that shows when it has begun to flow, which is no error of the variant.
        await().untilAsserted(() ->
                assertThat(calls).extracting(Call::variant, Call::outcome).containsExactly(tuple("v1", Outcome.OK)));
    }

    @Test
    void shouldNameTheModelsItServesWhenAskedForAnother() throws Exception {
        start(baseline, Duration.ofSeconds(5));
        HttpResponse<String> answer = infer("/v2/models/other/infer", "{}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("no model other; this sidecar serves [m] by open-inference");
        assertThat(infer("/elsewhere", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldPassOtherPathsToTheVariantInChargeWithoutAnEvent() throws Exception {
        start(proxy.upstream(request -> request.response().end("candidate")), Duration.ofSeconds(5));
        everythingToTheCandidate();
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri("/v2/models/m/ready")).build(), BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo(POSITIVE);
        assertThat(answer.headers().firstValue("X-Weir-Variant")).hasValue("v1");
        assertThat(seenByBaseline.get(0).uri()).isEqualTo("/v2/models/m/ready");
        assertThat(calls).isEmpty();
    }

    @Test
    void shouldRecordTheCallWhenTheUserHasGoneAway() throws Exception {
        CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
        start(proxy.upstream(arrived::complete), Duration.ofSeconds(5));
        everythingToTheCandidate();
        try (Socket user = new Socket("127.0.0.1", proxy.port())) {
            user.getOutputStream()
                    .write("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
                            .getBytes(StandardCharsets.US_ASCII));
            arrived.get(30, TimeUnit.SECONDS);
        }
        arrived.get().response().end("{}");
        await().untilAsserted(() ->
                assertThat(calls).extracting(Call::variant, Call::outcome).containsExactly(tuple("v2", Outcome.OK)));
    }

    @Test
    void shouldFinishRequestsOnTheirWayWhenItCloses() throws Exception {
        CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
        start(proxy.upstream(arrived::complete), Duration.ofSeconds(5));
        everythingToTheCandidate();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/v2/models/m/infer", "{}").build(), BodyHandlers.ofString());
        HttpServerRequest upstream = arrived.get(30, TimeUnit.SECONDS);
        Future<Void> closing = proxy.drain(Duration.ofSeconds(5));
        upstream.response().end("{\"late\":true}");
        assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("{\"late\":true}");
        RunningProxy.get(closing);
        await().untilAsserted(() -> assertThat(calls).extracting(Call::variant).containsExactly("v2"));
    }

    @Test
    void shouldRecordEachOfManyConcurrentRequestsOnce() throws Exception {
        start(proxy.upstream(request -> request.response().end("{}")), Duration.ofSeconds(20));
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 5_000, "s"));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            answers.add(client.sendAsync(
                    request("/v2/models/m/infer", "{}")
                            .header("X-Request-Id", "r-" + i)
                            .header("X-User-Id", "u-" + i)
                            .build(),
                    BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(calls).hasSize(400));
        assertThat(calls).extracting(call -> call.assignment().requestId()).doesNotHaveDuplicates();
        assertThat(calls).extracting(Call::variant).contains("v1", "v2");
    }

    private void everythingToTheCandidate() {
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
    }

    private void start(URI candidate, Duration timeout) throws Exception {
        ModelBuilder model = ModelBuilder.model("m")
                .segment("tier", "json:/tier")
                .timeout(timeout)
                .variant("v1", baseline);
        proxy.serve((candidate == null ? model : model.variant("v2", candidate)).build());
    }

    private String variant(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString())
                .headers()
                .firstValue("X-Weir-Variant")
                .orElseThrow();
    }

    private String requestId(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString())
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow();
    }

    private HttpResponse<String> infer(String path, String body) throws Exception {
        return client.send(request(path, body).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body));
    }

    private URI uri(String path) {
        return proxy.uri(path);
    }
}
