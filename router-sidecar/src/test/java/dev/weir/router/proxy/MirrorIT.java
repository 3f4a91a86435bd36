package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.report.Call.Role;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Tables;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies of requests: what the shadow gets, and that the user never feels it. */
class MirrorIT {

    private static final String POSITIVE = answer("positive");
    private static final String NEGATIVE = answer("negative");

    private final RunningProxy proxy = new RunningProxy();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<HttpServerRequest> copies = new CopyOnWriteArrayList<>();
    private final List<Buffer> copiedBodies = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() throws Exception {
        copies.stream().filter(copy -> !copy.response().ended()).forEach(copy -> copy.response()
                .end("{}"));
        proxy.awaitIdle();
        assertThat(proxy.meters.find("weir.router.shadow.in.flight").gauges())
                .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
        proxy.close();
    }

    @Test
    void shouldSendTheSameRequestToTheShadowAndTellOfBothUnderTheSameId() throws Exception {
        serve(model(MirrorRules.DEFAULT, true));
        HttpResponse<String> answer = client.send(
                request("/v2/models/m/infer?trace=1", "{\"inputs\":[1]}")
                        .header("X-Request-Id", "r-1")
                        .header("Authorization", "Bearer user")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo(POSITIVE);
        assertThat(answer.headers().firstValue("X-Weir-Variant")).hasValue("v1");
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::role, Call::outcome, Call::prediction)
                .containsExactlyInAnyOrder(
                        tuple("v1", Role.SERVED, Outcome.OK, new Prediction("positive", null, null, "positive", null)),
                        tuple(
                                "v2",
                                Role.SHADOW,
                                Outcome.OK,
                                new Prediction("negative", null, null, "negative", null))));
        assertThat(proxy.calls)
                .extracting(Call::assignment)
                .containsOnly(proxy.calls.get(0).assignment());
        assertThat(proxy.calls)
                .extracting(Call::timestampMillis)
                .containsOnly(proxy.calls.get(0).timestampMillis());
        HttpServerRequest copy = copies.get(0);
        assertThat(copy.uri()).isEqualTo("/v2/models/m/infer?trace=1");
        assertThat(copy.getHeader("X-Request-Id")).isEqualTo("r-1");
        assertThat(copy.getHeader("X-Weir-Shadow")).isEqualTo("v2");
        assertThat(copy.getHeader("Authorization")).isEqualTo("Bearer user");
        assertThat(copiedBodies).extracting(Buffer::toString).containsExactly("{\"inputs\":[1]}");
    }

    /** No answer of the shadow comes before the last of the user's: had anything waited for it, none would have come. */
    @Test
    void shouldAnswerEveryUserWhileTheShadowHangs() throws Exception {
        int bound = 8;
        // Nor does a copy time out before the last answer.
        serve(model(new MirrorRules(null, bound, null), false).timeout(Duration.ofMinutes(2)));
        for (int i = 0; i < 200; i++) {
            HttpResponse<String> answer =
                    client.send(request("/v2/models/m/infer", "{}").build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(copies).hasSize(bound));
        // A call is told of when its answer has gone.
        await().untilAsserted(() -> assertThat(proxy.calls)
                .filteredOn(call -> call.role() == Role.SERVED)
                .hasSize(200)
                .extracting(Call::outcome)
                .containsOnly(Outcome.OK));
        assertThat(proxy.calls).extracting(Call::role).doesNotContain(Role.SHADOW);
        assertThat(proxy.counted("weir.router.shadow.dropped", "reason", "in_flight"))
                .isEqualTo(200.0 - bound);
        assertThat(proxy.gauge("weir.router.shadow.in.flight")).isEqualTo(bound);
    }

    @Test
    void shouldKeepWithinTheBytesThatMayBeOnTheirWay() throws Exception {
        serve(model(new MirrorRules(null, null, 25_000L), false));
        for (int i = 0; i < 5; i++) {
            client.send(request("/v2/models/m/infer", "x".repeat(10_000)).build(), BodyHandlers.ofString());
        }
        await().untilAsserted(() -> assertThat(copies).hasSize(2));
        await().untilAsserted(() -> assertThat(proxy.counted("weir.router.shadow.dropped", "reason", "bytes"))
                .isEqualTo(3));
    }

    @Test
    void shouldLeaveOutABodyThatIsLargerThanWhatIsKept() throws Exception {
        serve(model(MirrorRules.DEFAULT, true).captureBytes(1_000));
        HttpResponse<String> answer =
                client.send(request("/v2/models/m/infer", "x".repeat(50_000)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(proxy.counted("weir.router.shadow.dropped", "reason", "body_not_kept"))
                .isEqualTo(1));
        assertThat(copies).isEmpty();
    }

    @Test
    void shouldCountAShadowThatIsDownOrTimesOutAsItsOwnErrorOnly() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .timeout(Duration.ofSeconds(2))
                .variant("v1", proxy.upstream(request -> request.response().end(POSITIVE)))
                .variant("v2", RunningProxy.nobody())
                .variant("v3", proxy.upstream(copies::add))
                .build());
        for (String shadow : List.of("v2", "v3", "v4")) {
            proxy.image = RouteImage.EMPTY.with(Tables.mirrored(4, new Mirror(shadow, 10_000)));
            assertThat(client.send(request("/v2/models/m/infer", "{}").build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(proxy.calls)
                .filteredOn(call -> call.role() == Role.SHADOW)
                .extracting(Call::variant, Call::outcome, Call::errorCode)
                .containsExactlyInAnyOrder(
                        tuple("v2", Outcome.ERROR, "ConnectionRefused"),
                        tuple("v3", Outcome.TIMEOUT, "Timeout"),
                        tuple("v4", Outcome.ERROR, "NotConfigured")));
        await().untilAsserted(() -> assertThat(proxy.calls)
                .filteredOn(call -> call.role() == Role.SERVED)
                .extracting(Call::outcome)
                .containsExactly(Outcome.OK, Outcome.OK, Outcome.OK));
        assertThat(proxy.counted("weir.router.fallbacks")).isZero();
    }

    @Test
    void shouldCopyInferencesOnlyAndNoCopyOfAnotherRouter() throws Exception {
        serve(model(MirrorRules.DEFAULT, true));
        client.send(HttpRequest.newBuilder(proxy.uri("/v2/models/m/ready")).build(), BodyHandlers.ofString());
        client.send(
                request("/v2/models/m/infer", "{}")
                        .header("X-Weir-Shadow", "v9")
                        .build(),
                BodyHandlers.ofString());
        client.send(request("/v2/models/m/infer", "{}").build(), BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(copies).hasSize(1));
        assertThat(copies.get(0).getHeader("X-Weir-Shadow")).isEqualTo("v2");
    }

    @Test
    void shouldCopyOfAGenericModelOnlyThePathsThatTheFileNames() throws Exception {
        serve(model(new MirrorRules(List.of(PathPattern.parse("/score/*")), null, null), true)
                .protocol("generic"));
        for (String path : List.of("/order", "/score/7/commit", "/score/7")) {
            client.send(request(path, "{}").build(), BodyHandlers.ofString());
        }
        await().untilAsserted(() ->
                assertThat(copies).extracting(HttpServerRequest::path).containsExactly("/score/7"));
    }

    @Test
    void shouldCopyNothingOfAGenericModelWhosePathsTheFileDoesNotName() throws Exception {
        serve(model(MirrorRules.DEFAULT, true).protocol("generic"));
        client.send(request("/order", "{}").build(), BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(proxy.calls).hasSize(1));
        assertThat(copies).isEmpty();
    }

    @Test
    void shouldThrowALargeAnswerOfTheShadowAwayAsItComes() throws Exception {
        Buffer large = Buffer.buffer(new byte[8 << 20]);
        proxy.serve(ModelBuilder.model("m")
                .captureBytes(1_000)
                .variant("v1", proxy.upstream(request -> request.response().end(POSITIVE)))
                .variant("v2", proxy.upstream(request -> request.response().end(large)))
                .build());
        mirror();
        client.send(request("/v2/models/m/infer", "{}").build(), BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::role, Call::outcome)
                .containsExactlyInAnyOrder(tuple(Role.SERVED, Outcome.OK), tuple(Role.SHADOW, Outcome.OK)));
    }

    private ModelBuilder model(MirrorRules rules, boolean answers) {
        return ModelBuilder.model("m")
                .mirror(rules)
                .variant("v1", proxy.upstream(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(POSITIVE)))
                .variant("v2", proxy.upstream(copy -> copy.body().onSuccess(body -> {
                    copiedBodies.add(body);
                    copies.add(copy);
                    if (answers) {
                        copy.response()
                                .putHeader("Content-Type", "application/json")
                                .end(NEGATIVE);
                    }
                })));
    }

    private void serve(ModelBuilder model) {
        proxy.serve(model.build());
        mirror();
    }

    private void mirror() {
        proxy.image = RouteImage.EMPTY.with(Tables.mirrored(4, new Mirror("v2", 10_000)));
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(proxy.uri(path)).POST(BodyPublishers.ofString(body));
    }

    private static String answer(String label) {
        return "{\"outputs\":[{\"name\":\"label\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"" + label + "\"]}]}";
    }
}
