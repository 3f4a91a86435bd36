package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.proxy.upstream.HealthRules;
import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Role;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Tables;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a proxy takes over of another configuration while it serves. */
class ProxyReloadIT {

    private final RunningProxy proxy = new RunningProxy();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() throws Exception {
        proxy.awaitIdle();
        proxy.close();
    }

    @Test
    void shouldKnowWhatItKnewOfAVariantThatStaysAndNothingOfOneThatMoves() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        URI broken = proxy.upstream(request -> {
            asked.incrementAndGet();
            request.connection().close();
        });
        URI well = answering("{}");
        HealthRules rules = new HealthRules(2, Duration.ofMinutes(1), Duration.ofMinutes(1), null, null);
        proxy.serve(
                model().health(rules).variant("v1", well).variant("v2", broken).build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        assertThat(infer().statusCode()).isEqualTo(200);
        assertThat(infer().statusCode()).isEqualTo(200);
        assertThat(down("v2")).isEqualTo(1);

        proxy.reload(model().health(rules)
                .timeout(Duration.ofSeconds(9))
                .variant("v1", well)
                .variant("v2", broken)
                .build());
        assertThat(down("v2")).isEqualTo(1);
        assertThat(infer().headers().firstValue("X-Weir-Variant")).hasValue("v1");
        assertThat(asked).as("calls of the one that is down").hasValue(2);

        proxy.reload(model().health(rules)
                .variant("v1", well)
                .variant("v2", answering("{\"moved\":1}"))
                .build());
        assertThat(down("v2")).isZero();
        assertThat(infer().body()).isEqualTo("{\"moved\":1}");
    }

    @Test
    void shouldEndARequestByTheModelItBeganWith() throws Exception {
        CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
        proxy.serve(model().variant("v1", proxy.upstream(arrived::complete)).build());
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request().build(), BodyHandlers.ofString());
        HttpServerRequest upstream = arrived.get(30, TimeUnit.SECONDS);

        proxy.reload(model().timeout(Duration.ofSeconds(2))
                .variant("v1", answering("{\"new\":1}"))
                .build());
        assertThat(infer().body()).isEqualTo("{\"new\":1}");
        upstream.response().end("{\"old\":1}");
        assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("{\"old\":1}");
    }

    @Test
    void shouldTakeOverProtocolUnitSegmentsAndTimeout() throws Exception {
        AtomicBoolean silent = new AtomicBoolean();
        URI variant = proxy.upstream(request -> {
            if (!silent.get()) {
                request.response().putHeader("Content-Type", "application/json").end("{\"label\":\"x\"}");
            }
        });
        proxy.serve(model().variant("v1", variant).build());
        assertThat(infer().statusCode()).isEqualTo(200);

        proxy.reload(model().protocol("generic")
                .unit("header:X-User")
                .segment("tier", "header:X-Tier")
                .timeout(Duration.ofSeconds(21))
                .variant("v1", variant)
                .build());
        HttpResponse<String> other = client.send(
                request(proxy.uri("/any/path"))
                        .headers("X-Weir-Model", "m", "X-User", "ada", "X-Tier", "gold")
                        .build(),
                BodyHandlers.ofString());
        assertThat(other.statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(proxy.calls).hasSize(2));
        Call call = proxy.calls.get(1);
        assertThat(call.assignment().unit()).isEqualTo("ada");
        assertThat(call.assignment().segments()).containsEntry("tier", "gold");

        silent.set(true);
        proxy.reload(
                model().timeout(Duration.ofSeconds(2)).variant("v1", variant).build());
        assertThat(infer().statusCode()).isEqualTo(504);
    }

    @Test
    void shouldTakeOverWhatMayBeCopied() throws Exception {
        URI well = answering("{}");
        ModelBuilder all = model().variant("v1", well).variant("v2", well);
        proxy.serve(all.mirror(new MirrorRules(List.of(), null, null)).build());
        proxy.image = RouteImage.EMPTY.with(Tables.mirrored(4, new Mirror("v2", 10_000)));
        assertThat(infer().statusCode()).isEqualTo(200);
        proxy.awaitIdle();
        assertThat(proxy.calls).extracting(Call::role).containsExactly(Role.SERVED);

        proxy.reload(all.mirror(new MirrorRules(List.of(PathPattern.parse("/v2/models/m/infer")), null, null))
                .build());
        assertThat(infer().statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::role)
                .containsExactlyInAnyOrder(Role.SERVED, Role.SERVED, Role.SHADOW));
    }

    private static ModelBuilder model() {
        return ModelBuilder.model("m");
    }

    private URI answering(String body) {
        return proxy.upstream(request -> request.response().end(body));
    }

    private double down(String variant) {
        return proxy.meters
                .get("weir.router.variant.down")
                .tag("variant", variant)
                .gauge()
                .value();
    }

    private HttpResponse<String> infer() throws Exception {
        return client.send(request().build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request() {
        return request(proxy.uri("/v2/models/m/infer"));
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{}"));
    }
}
