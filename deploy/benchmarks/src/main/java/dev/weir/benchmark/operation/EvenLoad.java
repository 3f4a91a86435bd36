package dev.weir.benchmark.operation;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Requests to a sidecar's proxy at an even pace, whether or not earlier ones have been answered. */
final class EvenLoad {

    private static final int USERS = 10_000;
    private static final int TICK_MILLIS = 10;
    private static final long REQUEST_TIMEOUT_MILLIS = 20_000;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
    private static final Buffer BODY = Buffer.buffer("{\"inputs\":[]}");

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions target;
    private final int perSecond;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private long timer;
    private long startNanos;

    /**
     * Makes a load that asks nothing until it is started.
     *
     * @param vertx     what it runs on
     * @param proxyPort port of the proxy
     * @param model     the model it asks, of the Open Inference Protocol
     * @param perSecond requests in a second
     */
    EvenLoad(Vertx vertx, int proxyPort, String model, int perSecond) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(64));
        this.target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(proxyPort)
                .setURI("/v2/models/" + model + "/infer")
                .setTimeout(REQUEST_TIMEOUT_MILLIS);
        this.perSecond = perSecond;
    }

    void start() {
        startNanos = System.nanoTime();
        timer = vertx.setPeriodic(TICK_MILLIS, tick -> catchUp());
    }

    long answered() {
        return answered.get();
    }

    /** Returns how many requests had another answer than 200, or none. */
    long failed() {
        return failed.get();
    }

    /** Asks no more and returns once every request has been answered or has failed. */
    void stop() throws InterruptedException, TimeoutException {
        vertx.cancelTimer(timer);
        long giveUp = System.nanoTime() + LAST_ANSWERS.toNanos();
        while (answered() + failed() < asked.get()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new TimeoutException("requests without an answer or a failure after " + LAST_ANSWERS);
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
        client.close();
    }

    private void catchUp() {
        long due = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) * perSecond / 1_000;
        while (asked.get() < due) {
            ask(asked.incrementAndGet());
        }
    }

    private void ask(long number) {
        client.request(new RequestOptions(target)
                        .putHeader("X-User-Id", "user-" + number % USERS)
                        .putHeader("X-Request-Id", "request-" + number))
                .compose(request -> request.send(BODY))
                .compose(response -> response.body().map(body -> response.statusCode()))
                .onComplete(done -> (done.succeeded() && done.result() == 200 ? answered : failed).incrementAndGet());
    }
}
