package dev.weir.router.app;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Requests to a proxy at an even pace, whether or not earlier ones have been answered. */
final class SteadyLoad implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(90);

    private final HttpClient client;
    private final URI address;
    private final int perSecond;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    /**
     * Makes a load that asks nothing until it is started.
     *
     * @param client    sends the requests
     * @param proxy     address of the proxy, for the model {@code m}
     * @param perSecond requests in a second, 1 to 1,000,000
     */
    SteadyLoad(HttpClient client, URI proxy, int perSecond) {
        this.client = client;
        this.address = proxy.resolve("/v2/models/m/infer");
        this.perSecond = perSecond;
    }

    /** Asks once and waits for the answer, then starts: nothing is slow because it is done for the first time. */
    void start() {
        ask();
        await().atMost(TIMEOUT).until(() -> answered() == 1);
        pace.scheduleAtFixedRate(this::ask, 0, TimeUnit.SECONDS.toMicros(1) / perSecond, TimeUnit.MICROSECONDS);
    }

    /** Returns how many requests have been answered with 200. */
    long answered() {
        return answered.get();
    }

    /** Returns what was wrong with each request that was not. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Asks no more, and waits for the answers to what was asked. */
    @Override
    public void close() {
        pace.shutdown();
        await().atMost(ENDED_WITHIN)
                .until(() -> pace.isTerminated() && answered.get() + failures.size() == asked.get());
    }

    private void ask() {
        long number = asked.incrementAndGet();
        client.sendAsync(
                        HttpRequest.newBuilder(address)
                                .timeout(TIMEOUT)
                                .header("X-User-Id", "user-" + number % 997)
                                .header("X-Request-Id", "request-" + number)
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.discarding())
                .whenComplete(this::note);
    }

    private void note(HttpResponse<Void> response, Throwable failure) {
        if (failure != null) {
            failures.add(failure.toString());
        } else if (response.statusCode() != 200) {
            failures.add("status " + response.statusCode());
        } else {
            answered.incrementAndGet();
        }
    }
}
