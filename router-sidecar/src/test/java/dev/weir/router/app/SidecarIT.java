package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole sidecar while Kafka and the schema registry are away. */
class SidecarIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Vertx VERTX = Vertx.vertx();
    private static Sidecar sidecar;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() throws Exception {
        int variant = VariantServer.answering(VERTX, "{\"outputs\":[]}");
        sidecar = Sidecar.start(config(0, variant));
    }

    @AfterAll
    static void stop() throws Exception {
        sidecar.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldServeByTheFirstVariantWhenKafkaIsAway() throws Exception {
        HttpRequest infer = HttpRequest.newBuilder(uri(sidecar.proxyPort(), "/v2/models/sentiment/infer"))
                .POST(BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> answer = CLIENT.send(infer, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Weir-Variant")).hasValue("v1.0");
        assertThat(answer.headers().firstValue("X-Weir-Revision")).hasValue("0");
    }

    @Test
    void shouldNotBeReadyAndSayWhatIsMissing() throws Exception {
        assertThat(sidecar.ready()).isFalse();
        HttpResponse<String> ready = admin("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("the routing tables have not been read to their end yet");
        assertThat(admin("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldDecideByTheFirstVariantAndRefuseUnknownModels() throws Exception {
        assertThat(admin("/v1/decide?model=sentiment&unit=u&segment.tier=gold").body())
                .isEqualTo("{\"model\":\"sentiment\",\"variant\":\"v1.0\",\"shadow\":null,\"revision\":0,"
                        + "\"reason\":\"FALLBACK\"}");
        HttpResponse<String> unknown = admin("/v1/decide?model=other");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(unknown.body()).contains("no model other; this sidecar knows [sentiment]");
        assertThat(admin("/v1/decide").statusCode()).isEqualTo(400);
        assertThat(admin("/nowhere").body()).contains("no such path: /nowhere");
    }

    @Test
    void shouldShowMetricsAndTables() throws Exception {
        assertThat(admin("/metrics").body())
                .contains("weir_router_revision{model=\"sentiment\"} 0.0", "weir_router_events_dropped_total");
        assertThat(admin("/routes").body())
                .isEqualTo("{\"sidecar\":\"edge-1\",\"caughtUp\":false,\"stale\":false,\"routes\":[]}");
    }

    @Test
    void shouldNameThePortAndItsSettingWhenItIsTaken() {
        int taken = sidecar.proxyPort();
        assertThatThrownBy(() -> Sidecar.start(config(taken, 1)))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageContaining("cannot listen on port " + taken + " of 127.0.0.1")
                .hasMessageContaining("choose another by sidecar.proxyPort or --proxy-port, 0 for any that is free");
    }

    @Test
    void shouldRefuseASettingThatKafkaWouldRefuse() {
        assertThatThrownBy(() -> Sidecar.start(config(0, 1).withKafka("security.protocol", "NONE")))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageContaining("security.protocol");
    }

    private static SidecarConfig config(int proxyPort, int variantPort) {
        return SidecarConfig.parse(
                """
                sidecar: { id: edge-1, host: 127.0.0.1, proxyPort: %d, adminPort: 0, stateDir: "%s" }
                kafka: { bootstrap.servers: "127.0.0.1:1" }
                schemaRegistry: { url: "http://127.0.0.1:1" }
                models:
                  sentiment:
                    variants: { v1.0: "http://127.0.0.1:%d" }
                """
                        .formatted(proxyPort, directory, variantPort),
                "test.yaml");
    }

    private static HttpResponse<String> admin(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(sidecar.adminPort(), path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
