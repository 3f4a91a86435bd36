package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a sidecar: first it says so, then it takes nothing new, and what is on its way comes to its end. */
class DrainIT {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldSayThatItEndsThenTakeNothingNewAndFinishWhatIsOnItsWay() throws Exception {
        Sidecar sidecar = Sidecar.start(config());
        int admin = sidecar.adminPort();
        int proxy = sidecar.proxyPort();
        assertThat(ready(admin).body()).doesNotContain("the router is ending");
        CompletableFuture<HttpResponse<String>> onItsWay =
                client.sendAsync(infer(proxy, "slow"), BodyHandlers.ofString());
        HttpServerRequest upstream = arrived.get(30, TimeUnit.SECONDS);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(sidecar::close);
        await().untilAsserted(() -> {
            HttpResponse<String> ready = ready(admin);
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("the router is ending");
        });
        // During the notice requests are still taken.
        assertThat(client.send(infer(proxy, "fast"), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> HttpClient.newHttpClient().send(infer(proxy, "fast"), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class));
        assertThat(closing).isNotDone();
        assertThat(onItsWay).isNotDone();

        upstream.response().end("{\"outputs\":[]}");
        assertThat(onItsWay.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        closing.get(90, TimeUnit.SECONDS);
    }

    private SidecarConfig config() throws Exception {
        int variant = VariantServer.start(vertx, request -> {
            if ("slow".equals(request.getHeader("X-Kind"))) {
                arrived.complete(request);
            } else {
                request.response().end("{\"outputs\":[]}");
            }
        });
        return SidecarConfig.parse(
                """
                sidecar:
                  id: edge-1
                  host: 127.0.0.1
                  proxyPort: 0
                  adminPort: 0
                  stateDir: "%s"
                  drainNotice: 5s
                  drainTimeout: 60s
                kafka: { bootstrap.servers: "127.0.0.1:1" }
                schemaRegistry: { url: "http://127.0.0.1:1" }
                models:
                  sentiment: { timeout: 90s, variants: { v1.0: "http://127.0.0.1:%d" } }
                """
                        .formatted(directory, variant),
                "test.yaml");
    }

    private HttpResponse<String> ready(int port) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest infer(int port, String kind) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/sentiment/infer"))
                .header("X-Kind", kind)
                .POST(BodyPublishers.ofString("{}"))
                .build();
    }
}
