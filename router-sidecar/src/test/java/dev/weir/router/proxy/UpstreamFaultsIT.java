package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.weir.router.proxy.upstream.Connections;
import dev.weir.router.proxy.upstream.HealthRules;
import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.selection.Reason;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Selector;
import dev.weir.router.selection.Tables;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variants that hang, reset, lie and are down, as baseline and as candidate. */
class UpstreamFaultsIT {
    /** Long enough to connect within on a busy machine: who cannot be reached is another fault, and falls back. */
    private static final Duration HANGS = Duration.ofSeconds(2);

    private final RunningProxy proxy = new RunningProxy();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<RawUpstream> raw = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        proxy.awaitIdle();
        proxy.close();
        raw.forEach(RawUpstream::close);
    }

    /** Each lie with what is told of it; \n stands for a line end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK\\nContent-Length: 100\\n\\n{}                                    | ConnectionReset",
                "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\n5\\n{}                         | ConnectionReset",
                "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\n2\\n{}\\n                      | ConnectionReset",
                "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\nzz\\n{}\\n                     | BadAnswer",
                "HTTP/1.1 200 OK\\nContent-Length: many\\n\\n{}                                   | BadAnswer",
                "HTTP/1.1 200 OK\\nContent-Length: -2\\n\\n{}                                     | BadAnswer",
                "HTTP/1.1 200 OK\\nContent-Length: 2                                              | ConnectionReset",
                "HTTP/1.1                                                                         | ConnectionReset",
                "no HTTP at all\\n\\n                                                             | BadAnswer",
                "HTTP/1.1 101 Switching Protocols\\nUpgrade: x\\nConnection: Upgrade\\n\\n        | BadAnswer",
                "''                                                                               | ConnectionReset",
            })
    void shouldAnswerBadGatewayForABaselineThatLiesAndFallBackFromACandidate(String bytes, String errorCode)
            throws Exception {
        URI liar = raw(RawUpstream.writing(bytes.replace("\\n", "\r\n"))).address();
        URI honest = proxy.upstream(request -> request.response().end("{}"));
        proxy.serve(
                ModelBuilder.model("lone").variant("v1", liar).build(),
                ModelBuilder.model("m")
                        .variant("v1", honest)
                        .variant("v2", liar)
                        .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        HttpResponse<String> answer = infer("lone");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("X-Weir-Variant")).hasValue("v1");
        HttpResponse<String> fallback = infer("m");
        assertThat(fallback.statusCode()).isEqualTo(200);
        assertThat(fallback.headers().allValues("X-Weir-Variant")).containsExactly("v1");
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(call -> call.assignment().model(), Call::variant, Call::reason, Call::errorCode)
                .containsExactly(
                        tuple("lone", "v1", Reason.FALLBACK, errorCode),
                        tuple("m", "v2", Reason.WEIGHT, errorCode),
                        tuple("m", "v1", Reason.FALLBACK, null)));
    }

    @Test
    void shouldNotTakeWhatFollowsAnAnswerForTheNextOne() throws Exception {
        RawUpstream talkative = raw(new RawUpstream(connection -> {
            connection
                    .getOutputStream()
                    .write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
                                    .getBytes());
        }));
        proxy.serve(
                ModelBuilder.model("lone").variant("v1", talkative.address()).build());
        for (int i = 0; i < 5; i++) {
            assertThat(infer("lone").body()).isEqualTo("{}");
        }
    }

    @Test
    void shouldAnswerGatewayTimeoutForAVariantThatHangsAndNotFallBack() throws Exception {
        URI hanging = raw(RawUpstream.silent()).address();
        proxy.serve(
                ModelBuilder.model("lone").timeout(HANGS).variant("v1", hanging).build(),
                ModelBuilder.model("m")
                        .timeout(HANGS)
                        .variant("v1", proxy.upstream(request -> request.response()
                                .end("{}")))
                        .variant("v2", hanging)
                        .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        assertThat(infer("lone").statusCode()).isEqualTo(504);
        assertThat(infer("m").statusCode()).isEqualTo(504);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::outcome, Call::errorCode)
                .containsExactly(tuple("v1", Outcome.TIMEOUT, "Timeout"), tuple("v2", Outcome.TIMEOUT, "Timeout")));
    }

    @Test
    void shouldFallBackFromACandidateThatResets() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .variant("v1", proxy.upstream(request -> request.response().end("{}")))
                .variant("v2", raw(RawUpstream.resetting()).address())
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        assertThat(infer("m").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::errorCode)
                .containsExactly(tuple("v2", "ConnectionReset"), tuple("v1", null)));
    }

    @Test
    void shouldWaitForAVariantThatIsSlowButInTime() throws Exception {
        CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
        proxy.serve(ModelBuilder.model("m")
                .variant("v1", proxy.upstream(arrived::complete))
                .build());
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request("m"), BodyHandlers.ofString());
        HttpServerRequest upstream = arrived.get(30, TimeUnit.SECONDS);
        assertThat(answer).isNotDone();
        upstream.response()
                .setChunked(true)
                .putHeader("Content-Type", "application/json")
                .write("{");
        upstream.response().end("}");
        assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("{}");
    }

    /** Down after three unanswered calls; then only trials go there, and the first that is answered ends it. */
    @Test
    void shouldAskACandidateThatIsDownByTrialsOnlyAndTakeItBackWhenItAnswers() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        URI candidate = proxy.upstream(request -> {
            asked.incrementAndGet();
            if (well.get()) {
                request.response().end("{}");
            } else {
                request.connection().close();
            }
        });
        proxy.serve(ModelBuilder.model("m")
                .health(new HealthRules(3, Duration.ofSeconds(2), Duration.ofSeconds(4), null, null))
                .variant("v1", proxy.upstream(request -> request.response().end("{}")))
                .variant("v2", candidate)
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        for (int i = 0; i < 3; i++) {
            assertThat(infer("m").statusCode()).isEqualTo(200);
        }
        assertThat(asked).hasValue(3);
        assertThat(proxy.meters
                        .get("weir.router.variant.down")
                        .tag("variant", "v2")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(infer("m").headers().firstValue("X-Weir-Variant")).hasValue("v1");
        assertThat(asked).hasValue(3);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::reason, Call::errorCode)
                .endsWith(tuple("v2", Reason.WEIGHT, "Down"), tuple("v1", Reason.FALLBACK, null)));
        well.set(true);
        await().pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(infer("m").headers().firstValue("X-Weir-Variant"))
                        .hasValue("v2"));
        assertThat(infer("m").headers().firstValue("X-Weir-Variant")).hasValue("v2");
        assertThat(proxy.meters
                        .get("weir.router.variant.down")
                        .tag("variant", "v2")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void shouldAskTheBaselineInAnyCaseSinceNobodyCouldAnswerInItsPlace() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        proxy.serve(ModelBuilder.model("m")
                .health(new HealthRules(1, Duration.ofMinutes(1), Duration.ofMinutes(1), null, null))
                .variant("v1", proxy.upstream(request -> {
                    if (asked.incrementAndGet() == 1) {
                        request.connection().close();
                    } else {
                        request.response().end("{}");
                    }
                }))
                .build());
        assertThat(infer("m").statusCode()).isEqualTo(502);
        assertThat(infer("m").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSendNothingToACandidateThatSaysItIsNotWell() throws Exception {
        AtomicBoolean well = new AtomicBoolean(true);
        List<String> probes = new CopyOnWriteArrayList<>();
        URI candidate = proxy.upstream(request -> {
            if (request.path().equals("/health")) {
                probes.add(request.method().name());
                request.response().setStatusCode(well.get() ? 200 : 503).end();
            } else {
                request.response().end("{}");
            }
        });
        proxy.serve(ModelBuilder.model("m")
                .health(new HealthRules(null, null, null, "/health", Duration.ofMillis(500)))
                .variant("v1", proxy.upstream(request -> request.response().end("{}")))
                .variant("v2", candidate)
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        await().untilAsserted(() -> assertThat(probes).hasSizeGreaterThan(1).containsOnly("GET"));
        await().untilAsserted(() ->
                assertThat(infer("m").headers().firstValue("X-Weir-Variant")).hasValue("v2"));
        well.set(false);
        await().untilAsserted(() ->
                assertThat(infer("m").headers().firstValue("X-Weir-Variant")).hasValue("v1"));
        await().untilAsserted(() ->
                assertThat(proxy.calls).extracting(Call::errorCode).contains("Down"));
        well.set(true);
        await().untilAsserted(() ->
                assertThat(infer("m").headers().firstValue("X-Weir-Variant")).hasValue("v2"));
    }

    /** A candidate that takes all its connections and answers on none takes none of the baseline's. */
    @Test
    void shouldKeepTheConnectionsOfTheVariantsApart() throws Exception {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        proxy.serve(ModelBuilder.model("m")
                .connections(new Connections(4, 2, null, null))
                .variant("v1", proxy.upstream(request -> request.response().end("{}")))
                .variant("v2", proxy.upstream(held::add))
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 5_000, "s"));
        List<CompletableFuture<HttpResponse<String>>> ofCandidate = new ArrayList<>();
        for (String user : users("v2", 20)) {
            ofCandidate.add(client.sendAsync(request("m", user), BodyHandlers.ofString()));
        }
        // Those that found no connection and no place to wait were turned away, and the baseline tried.
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::errorCode)
                .contains(tuple("v2", "TooManyWaiting")));
        await().untilAsserted(() -> assertThat(held).hasSize(4));
        for (String user : users("v1", 20)) {
            HttpResponse<String> answer = client.send(request("m", user), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Weir-Variant")).hasValue("v1");
        }
        assertThat(held).hasSize(4);
        await().untilAsserted(() -> {
            held.stream().filter(request -> !request.response().ended()).forEach(request -> request.response()
                    .end("{}"));
            assertThat(ofCandidate).allMatch(CompletableFuture::isDone);
        });
    }

    /** Returns users whom the table in force gives to a variant. */
    private List<String> users(String variant, int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "u-" + i)
                .filter(user -> Selector.of(proxy.image.table("m").orElseThrow())
                        .select(user, "r", Map.of())
                        .variant()
                        .equals(variant))
                .limit(count)
                .toList();
    }

    private RawUpstream raw(RawUpstream upstream) {
        raw.add(upstream);
        return upstream;
    }

    private HttpResponse<String> infer(String model) throws Exception {
        return client.send(request(model), BodyHandlers.ofString());
    }

    private HttpRequest request(String model) {
        return request(model, "u");
    }

    private HttpRequest request(String model, String user) {
        return HttpRequest.newBuilder(proxy.uri("/v2/models/" + model + "/infer"))
                .header("X-User-Id", user)
                .POST(BodyPublishers.ofString("{}"))
                .build();
    }
}
