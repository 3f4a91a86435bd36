package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of users on which nothing goes on, or only seems to. */
class IdleConnectionsIT {

    private static final long IDLE_MILLIS = 400;
    private static final String REQUEST = "POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";

    private RunningProxy proxy = new RunningProxy(Duration.ofMillis(IDLE_MILLIS));

    @AfterEach
    void stop() throws Exception {
        proxy.awaitIdle();
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PRI * HTTP/2.0\r\n", "POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nX-Slow: "})
    void shouldCloseAConnectionOnWhichNoRequestComesToTheEndOfItsHead(String beginning) throws Exception {
        serveAtOnce();
        long before = System.nanoTime();
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(beginning);
            client.readToEnd();
            assertThat(millisSince(before)).isBetween(IDLE_MILLIS - 100, 20 * IDLE_MILLIS);
        }
    }

    /** Each byte comes well within the time, and the head never. */
    @Test
    void shouldCloseAConnectionWhoseHeadComesByteByByte() throws Exception {
        serveAtOnce();
        long before = System.nanoTime();
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            long drip = proxy.vertx.setPeriodic(20, due -> quietly(client, "x"));
            client.readToEnd();
            proxy.vertx.cancelTimer(drip);
            assertThat(millisSince(before)).isBetween(IDLE_MILLIS - 100, 20 * IDLE_MILLIS);
        } catch (java.net.SocketException e) {
            // Closed while bytes were still on their way here: reset instead of ended.
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void shouldKeepAConnectionBetweenRequestsForTheWholeTimeAndNoLonger() throws Exception {
        // So long that a busy machine does not make of a pause more than all of it.
        long idleMillis = 2_000;
        proxy.close();
        proxy = new RunningProxy(Duration.ofMillis(idleMillis));
        serveAtOnce();
        try (RawClient client = new RawClient(proxy.port())) {
            long last = 0;
            for (int i = 0; i < 4; i++) {
                last = System.nanoTime();
                assertThat(client.send(REQUEST).answer().body()).isEqualTo("{}");
                pause(idleMillis * 3 / 8);
            }
            client.readToEnd();
            assertThat(millisSince(last)).isBetween(idleMillis - 100, 20 * idleMillis);
        }
    }

    @Test
    void shouldWaitForAVariantThatTakesLongerThanAConnectionMayIdle() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .variant(
                        "v1",
                        proxy.upstream(request -> proxy.vertx.setTimer(
                                3 * IDLE_MILLIS, due -> request.response().end("{}"))))
                .build());
        try (RawClient client = new RawClient(proxy.port())) {
            assertThat(client.send(REQUEST).answer().body()).isEqualTo("{}");
            assertThat(client.send(REQUEST).answer().body()).isEqualTo("{}");
        }
    }

    @Test
    void shouldNotCutAStreamWhosePiecesAreFurtherApartThanAConnectionMayIdle() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .variant("v1", proxy.upstream(request -> {
                    request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
                    request.response().write("data: 1\n\n");
                    proxy.vertx.setTimer(
                            3 * IDLE_MILLIS, due -> request.response().end("data: 2\n\n"));
                }))
                .build());
        try (RawClient client = new RawClient(proxy.port())) {
            assertThat(client.send(REQUEST).answer().body()).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    @Test
    void shouldCloseAnIdleConnectionOfHttp2() throws Exception {
        serveAtOnce();
        Http2Bytes request = new Http2Bytes()
                .header(":method", "POST")
                .header(":scheme", "http")
                .header(":authority", "a")
                .header(":path", "/v2/models/m/infer");
        try (RawClient client = new RawClient(proxy.port())) {
            long sent = System.nanoTime();
            client.send(request.request("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            client.readToEnd();
            assertThat(millisSince(sent)).isBetween(IDLE_MILLIS - 100, 20 * IDLE_MILLIS);
        }
        assertThat(proxy.calls).hasSize(1);
    }

    private void serveAtOnce() {
        proxy.serve(ModelBuilder.model("m")
                .variant("v1", proxy.upstream(request -> request.response().end("{}")))
                .build());
    }

    /** Waits by a timer of the event loops, so that the test's own thread is free to fail. */
    private void pause(long millis) throws Exception {
        Vertx vertx = proxy.vertx;
        vertx.timer(millis, TimeUnit.MILLISECONDS)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static void quietly(RawClient client, String bytes) {
        try {
            client.send(bytes);
        } catch (java.io.IOException e) {
            // Closed by the proxy, which is what is waited for.
            return;
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
