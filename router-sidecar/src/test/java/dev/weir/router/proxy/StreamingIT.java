package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.selection.Reason;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Tables;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are larger than what is kept, or come piece by piece. */
class StreamingIT {

    private static final String CHAT =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s";
    private static final String ASKED = "{\"model\":\"m\",\"stream\":true}";

    private static final String USAGE_AND_END =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":20}}\n\ndata: [DONE]\n\n";

    private final RunningProxy proxy = new RunningProxy();

    @AfterEach
    void stop() throws Exception {
        proxy.awaitIdle();
        proxy.close();
    }

    /** The server sends the next event only when the client has the last one, so that nothing can have been kept back. */
    @Test
    void shouldPassServerSentEventsOnOneByOne() throws Exception {
        int events = 20;
        BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
        List<Long> arrived = new ArrayList<>();
        proxy.serve(chat(request -> request.body().onSuccess(body -> {
            HttpServerResponse response = events(request);
            sendNext(response, acknowledged, 0, events);
        })));
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(CHAT.formatted(ASKED.length(), ASKED));
            assertThat(client.head().header("Content-Type")).isEqualTo("text/event-stream");
            for (int i = 0; i < events; i++) {
                assertThat(client.chunk()).isEqualTo(event(i));
                arrived.add(System.nanoTime());
                acknowledged.add(i);
            }
            assertThat(client.chunk()).isEqualTo(USAGE_AND_END);
            assertThat(client.chunk()).isEmpty();
        }
        assertThat(arrived).isSorted().doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(proxy.calls).hasSize(1));
        Call call = proxy.calls.get(0);
        assertThat(call.prediction().text()).startsWith("0 1 2 3").endsWith("19 ");
        assertThat(call.cost()).isEqualTo(11 + 20.0);
        long first = (long) proxy.meters.get("weir.router.first.chunk").timer().totalTime(TimeUnit.MICROSECONDS);
        assertThat(call.durationMicros()).isGreaterThan(first);
    }

    @Test
    void shouldSendTheHeadOfAStreamBeforeItsFirstEvent() throws Exception {
        CompletableFuture<HttpServerResponse> started = new CompletableFuture<>();
        proxy.serve(chat(request -> {
            HttpServerResponse response = events(request);
            response.writeHead().onSuccess(sent -> started.complete(response));
        }));
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(CHAT.formatted(ASKED.length(), ASKED));
            assertThat(client.head().status()).isEqualTo(200);
            started.get(30, TimeUnit.SECONDS).end("data: [DONE]\n\n");
            assertThat(client.chunk()).isEqualTo("data: [DONE]\n\n");
        }
    }

    @Test
    void shouldCountTheFirstChunkAsTheLatencyWhereTheFileSaysSo() throws Exception {
        CompletableFuture<HttpServerResponse> started = new CompletableFuture<>();
        proxy.serve(ModelBuilder.model("m")
                .protocol("openai")
                .latency(LatencyMeasure.FIRST_CHUNK)
                .variant("v1", proxy.upstream(request -> {
                    HttpServerResponse response = events(request);
                    response.write(event(0)).onSuccess(sent -> started.complete(response));
                }))
                .build());
        long start = System.nanoTime();
        long firstSeenMicros;
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(CHAT.formatted(ASKED.length(), ASKED));
            client.head();
            client.chunk();
            firstSeenMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
            // The end comes when at least twice that time has passed.
            await().until(() -> TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) > 2 * firstSeenMicros);
            started.get().end(event(1));
            assertThat(client.chunk()).isEqualTo(event(1));
        }
        await().untilAsserted(() -> assertThat(proxy.calls).hasSize(1));
        assertThat(proxy.calls.get(0).durationMicros()).isLessThanOrEqualTo(firstSeenMicros);
    }

    @Test
    void shouldEndTheVariantsStreamWhenTheUserLeaves() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        proxy.serve(chat(request -> {
            HttpServerResponse response = events(request);
            response.closeHandler(closed -> ended.complete(null));
            response.exceptionHandler(closed -> ended.complete(null));
            response.write(event(0));
        }));
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(CHAT.formatted(ASKED.length(), ASKED));
            client.head();
            client.chunk();
        }
        ended.get(30, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::outcome, call -> call.prediction().text())
                .containsExactly(tuple(Outcome.OK, "0 ")));
    }

    @Test
    void shouldBreakAStreamOffWhereTheVariantDoesAndCountItAsItsError() throws Exception {
        proxy.serve(chat(request -> {
            HttpServerResponse response = events(request);
            response.write(event(0)).onSuccess(sent -> request.connection().close());
        }));
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(CHAT.formatted(ASKED.length(), ASKED));
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.chunk()).isEqualTo(event(0));
            assertThat(client.chunk()).isNull();
        }
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::outcome, Call::errorCode)
                .containsExactly(tuple(Outcome.ERROR, "ConnectionReset")));
    }

    @Test
    void shouldGiveEachPieceOfAStreamTheWholeTimeoutAndEndOneThatStalls() throws Exception {
        BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
        proxy.serve(ModelBuilder.model("m")
                .protocol("openai")
                .timeout(Duration.ofMillis(1_500))
                .variant("v1", proxy.upstream(request -> sendNext(events(request), acknowledged, 0, 1_000)))
                .build());
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(CHAT.formatted(ASKED.length(), ASKED));
            client.head();
            long start = System.nanoTime();
            int events = 0;
            // Twice the timeout in all, with an event in every quarter of it.
            while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(3_000)) {
                assertThat(client.chunk()).isEqualTo(event(events));
                long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
                await().until(() -> System.nanoTime() > due);
                acknowledged.add(events++);
            }
            assertThat(client.chunk()).isEqualTo(event(events));
            assertThat(client.chunk()).isNull();
        }
        await().untilAsserted(
                        () -> assertThat(proxy.calls).extracting(Call::outcome).containsExactly(Outcome.TIMEOUT));
    }

    @Test
    void shouldStreamALargeUploadToTheVariantWhileItStillComes() throws Exception {
        AtomicLong taken = new AtomicLong();
        CompletableFuture<Long> whole = new CompletableFuture<>();
        proxy.serve(ModelBuilder.model("m")
                .captureBytes(64 * 1024)
                .variant("v1", proxy.upstream(request -> {
                    request.handler(chunk -> taken.addAndGet(chunk.length()));
                    request.endHandler(end -> {
                        whole.complete(taken.get());
                        request.response().end("{\"outputs\":[]}");
                    });
                }))
                .build());
        int half = 5 << 20;
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nX-User-Id: u\r\nContent-Length: " + 2 * half
                    + "\r\n\r\n");
            client.send(new byte[half]);
            // The first half has to arrive without the second.
            await().untilAsserted(() -> assertThat(taken.get()).isEqualTo(half));
            client.send(new byte[half]);
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(whole.get()).isEqualTo(2L * half);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::requestBytes, Call::outcome)
                .containsExactly(tuple(2L * half, Outcome.OK)));
    }

    @Test
    void shouldTakeALargeUploadNoFasterThanTheVariantDoes() throws Exception {
        CompletableFuture<HttpServerRequest> stalled = new CompletableFuture<>();
        proxy.serve(ModelBuilder.model("m")
                .captureBytes(64 * 1024)
                .variant("v1", proxy.upstream(request -> {
                    request.pause();
                    stalled.complete(request);
                }))
                .build());
        int size = (int) RunningProxy.MAX_BODY_BYTES;
        AtomicLong written = new AtomicLong();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread writer = new Thread(() -> upload(size, written, status));
        writer.start();
        HttpServerRequest request = stalled.get(30, TimeUnit.SECONDS);
        // What does not fit into the sockets' buffers stays with the client: its writing stands still.
        awaitStandstill(written);
        assertThat(written.get()).isLessThan(size);
        request.endHandler(end -> request.response().end("{}"));
        request.resume();
        assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(200);
        writer.join();
    }

    @Test
    void shouldStreamALargeAnswerNoFasterThanTheUserTakesIt() throws Exception {
        AtomicLong sent = new AtomicLong();
        int size = 64 << 20;
        proxy.serve(ModelBuilder.model("m")
                .protocol("generic")
                .variant("v1", proxy.upstream(request -> {
                    HttpServerResponse response =
                            request.response().putHeader("Content-Length", Integer.toString(size));
                    pump(response, sent, size);
                }))
                .build());
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(size);
            assertThat(client.answer().body()).hasSize(size);
        }
        await().untilAsserted(
                        () -> assertThat(proxy.calls).extracting(Call::outcome).containsExactly(Outcome.OK));
    }

    @Test
    void shouldSendABodyThatStreamsToTheBaselineWhereNothingOfItHasGoneToTheCandidate() throws Exception {
        CompletableFuture<Integer> taken = new CompletableFuture<>();
        proxy.serve(ModelBuilder.model("m")
                .captureBytes(64 * 1024)
                .variant("v1", proxy.upstream(request -> request.body().onSuccess(body -> {
                    taken.complete(body.length());
                    request.response().end("{}");
                })))
                .variant("v2", RunningProxy.nobody())
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        assertThat(send(new byte[3 << 20])).isEqualTo(200);
        assertThat(taken.get(30, TimeUnit.SECONDS)).isEqualTo(3 << 20);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::reason, Call::outcome)
                .containsExactly(tuple("v2", Reason.WEIGHT, Outcome.ERROR), tuple("v1", Reason.FALLBACK, Outcome.OK)));
    }

    @Test
    void shouldAnswerBadGatewayWhereABodyThatStreamedCannotBeSentAgain() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .captureBytes(64 * 1024)
                .variant("v1", proxy.upstream(request -> request.response().end("{}")))
                .variant(
                        "v2",
                        proxy.upstream(request ->
                                request.endHandler(end -> request.connection().close())))
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        assertThat(send(new byte[3 << 20])).isEqualTo(502);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::outcome, Call::errorCode)
                .containsExactly(tuple("v2", Outcome.ERROR, "ConnectionReset")));
    }

    @Test
    void shouldPassAnEarlyAnswerOnWhileTheUploadStillComes() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .captureBytes(1024)
                .variant("v1", proxy.upstream(request -> request.response()
                        .setStatusCode(401)
                        .end("{\"error\":\"who?\"}")))
                .build());
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
            client.send(new byte[500_000]);
            assertThat(client.answer().status()).isEqualTo(401);
        }
    }

    @Test
    void shouldAnswerRequestTimeoutWhereTheBodyStallsThroughTheUsersFault() throws Exception {
        List<Integer> reached = new ArrayList<>();
        proxy.serve(
                Duration.ofSeconds(1),
                ModelBuilder.model("m")
                        .captureBytes(1024)
                        .variant("v1", proxy.upstream(request -> reached.add(1)))
                        .build());
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
            assertThat(client.answer().status()).isEqualTo(408);
        }
        assertThat(proxy.calls).isEmpty();
        assertThat(reached).isEmpty();
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(
                    "POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n" + "x".repeat(5_000));
            assertThat(client.answer().status()).isEqualTo(408);
        }
        // It had begun to flow, so that there is a call; a user who stalls is no error of the variant.
        await().untilAsserted(
                        () -> assertThat(proxy.calls).extracting(Call::outcome).containsExactly(Outcome.OK));
    }

    /** Waits until a count that has begun no longer grows, seen at two moments a quarter of a second apart. */
    private static void awaitStandstill(AtomicLong count) {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(250))
                .until(() -> count.get() > 0 && before.getAndSet(count.get()) == count.get());
    }

    private static void sendNext(
            HttpServerResponse response, BlockingQueue<Integer> acknowledged, int next, int events) {
        if (next == events) {
            response.end(USAGE_AND_END);
            return;
        }
        response.write(event(next));
        whenAcknowledged(acknowledged, next, () -> sendNext(response, acknowledged, next + 1, events));
    }

    /** Goes on, on the same event loop, when the number has been acknowledged. */
    private static void whenAcknowledged(BlockingQueue<Integer> acknowledged, int number, Runnable then) {
        Context context = Vertx.currentContext();
        Thread waiting = new Thread(() -> {
            try {
                Integer got = acknowledged.poll(20, TimeUnit.SECONDS);
                if (got != null && got == number) {
                    context.runOnContext(now -> then.run());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.setDaemon(true);
        waiting.start();
    }

    private static HttpServerResponse events(HttpServerRequest request) {
        return request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
    }

    private static String event(int number) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + number + " \"}}]}\n\n";
    }

    private ProxiedModel chat(Handler<HttpServerRequest> variant) {
        return ModelBuilder.model("m")
                .protocol("openai")
                .variant("v1", proxy.upstream(variant))
                .build();
    }

    private static void pump(HttpServerResponse response, AtomicLong sent, int size) {
        Buffer piece = Buffer.buffer(new byte[64 * 1024]);
        while (sent.get() < size && !response.writeQueueFull()) {
            response.write(piece);
            sent.addAndGet(piece.length());
        }
        if (sent.get() >= size) {
            response.end();
        } else {
            response.drainHandler(drained -> pump(response, sent, size));
        }
    }

    private void upload(int size, AtomicLong written, CompletableFuture<Integer> status) {
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] piece = new byte[64 * 1024];
            while (written.get() < size) {
                client.send(piece);
                written.addAndGet(piece.length);
            }
            status.complete(client.answer().status());
        } catch (IOException e) {
            status.completeExceptionally(e);
        }
    }

    private int send(byte[] body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(proxy.uri("/v2/models/m/infer"))
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}
