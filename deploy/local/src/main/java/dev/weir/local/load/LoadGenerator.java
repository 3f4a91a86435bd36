package dev.weir.local.load;

import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.InferRequest;
import dev.weir.local.digits.LabelledImage;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.OutcomeEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends images to the model through the sidecars, in turn, at a steady rate whatever comes back (open loop), and tells
 * the truth about each answered request two seconds later, as a user's correction would.
 *
 * <p>Users and images are drawn independently of each other, so which variant a user has says nothing about how hard
 * the images are. At most {@value #MAX_ON_THEIR_WAY} requests are on their way; what would exceed that is counted.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadGenerator.class);

    private static final int MAX_ON_THEIR_WAY = 1_000;
    private static final int MAX_CONNECTIONS_A_SIDECAR = 128;
    private static final long TICK_MS = 10;
    private static final long OUTCOME_DELAY_MS = 2_000;
    private static final long REQUEST_TIMEOUT_MS = 10_000;
    private static final long CLOSE_LIMIT_MS = 3_000;
    private static final long SEED = 2_026;
    private static final int FIRST_FAILURE_STATUS = 500;
    private static final String UNNAMED_VARIANT = "unnamed";

    private final Vertx vertx;
    private final HttpClient client;
    private final List<String> sidecarUrls;
    private final List<LabelledImage> images;
    private final EventPublisher outcomes;
    private final double requestsPerSecond;
    private final Random random = new Random(SEED);
    private final Users users = new Users(random);
    private final LoadCounters counters = new LoadCounters();
    private final CountDownLatch drained = new CountDownLatch(1);

    private long startNanos;
    private long due;
    private long timer;
    private volatile boolean closing;

    private LoadGenerator(
            Vertx vertx,
            List<String> sidecarUrls,
            List<LabelledImage> images,
            EventPublisher outcomes,
            double requestsPerSecond) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_A_SIDECAR));
        this.sidecarUrls = List.copyOf(sidecarUrls);
        this.images = List.copyOf(images);
        this.outcomes = outcomes;
        this.requestsPerSecond = requestsPerSecond;
    }

    /**
     * Starts to send.
     *
     * @param sidecarUrls base addresses of the proxies, at least one
     * @param images what is asked about, at least one
     * @param outcomes takes the truth; left open by {@link #close()}
     * @param requestsPerSecond over all sidecars, above 0
     */
    public static LoadGenerator start(
            Vertx vertx,
            List<String> sidecarUrls,
            List<LabelledImage> images,
            EventPublisher outcomes,
            double requestsPerSecond) {
        if (!(requestsPerSecond > 0)) {
            throw new IllegalArgumentException("requestsPerSecond must be above 0, was " + requestsPerSecond);
        }
        LoadGenerator load = new LoadGenerator(vertx, sidecarUrls, images, outcomes, requestsPerSecond);
        vertx.runOnContext(context -> load.begin());
        LOG.info("load started requestsPerSecond={} sidecars={}", requestsPerSecond, sidecarUrls);
        return load;
    }

    /** Counts up to now. */
    public LoadReport report() {
        return counters.report();
    }

    /** Stops sending, waits for what is on its way, three seconds at most, and gives the final counts. */
    public LoadReport stop() {
        closing = true;
        try {
            if (!drained.await(CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("load stopped with requests on their way count={}", counters.onTheirWay());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    /** As {@link #stop()}, and gives back the connections. */
    @Override
    public void close() {
        LoadReport report = stop();
        client.close();
        LOG.info(
                "load stopped sent={} answered={} broken={} skipped={} outcomes={}",
                report.sent(),
                report.answered(),
                report.broken(),
                report.skipped(),
                report.outcomes());
    }

    /** From here on everything but {@link #stop()} and {@link #report()} happens on one event loop. */
    private void begin() {
        startNanos = System.nanoTime();
        timer = vertx.setPeriodic(TICK_MS, tick -> sendWhatIsDue());
    }

    private void sendWhatIsDue() {
        if (closing) {
            if (counters.onTheirWay() == 0) {
                vertx.cancelTimer(timer);
                drained.countDown();
            }
            return;
        }
        double elapsedSeconds = (System.nanoTime() - startNanos) / 1e9;
        for (; due < elapsedSeconds * requestsPerSecond; due++) {
            if (counters.onTheirWay() < MAX_ON_THEIR_WAY) {
                send(sidecarUrls.get((int) (due % sidecarUrls.size())));
            } else {
                counters.skipped();
            }
        }
    }

    private void send(String sidecarUrl) {
        LabelledImage labelled = images.get(random.nextInt(images.size()));
        Users.User user = users.next();
        String requestId = UUID.randomUUID().toString();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(sidecarUrl + "/v2/models/" + DigitVariants.MODEL + "/infer")
                .setTimeout(REQUEST_TIMEOUT_MS)
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Request-Id", requestId)
                .putHeader("X-User-Id", user.id())
                .putHeader("X-User-Type", user.type());
        counters.sent();
        client.request(options)
                .compose(request -> request.send(
                        new InferRequest(requestId, labelled.image()).toJson().toBuffer()))
                .compose(response -> response.end().map(end -> response))
                .onSuccess(response -> answered(response, requestId, labelled.label()))
                .onFailure(failure -> counters.broken());
    }

    private void answered(HttpClientResponse response, String requestId, String label) {
        String variant = response.getHeader("X-Weir-Variant");
        counters.answered(
                variant == null ? UNNAMED_VARIANT : variant,
                response.statusCode() >= FIRST_FAILURE_STATUS,
                Instant.now());
        vertx.setTimer(OUTCOME_DELAY_MS, timerId -> tell(requestId, label));
    }

    private void tell(String requestId, String label) {
        OutcomeEvent truth = OutcomeEvent.newBuilder()
                .setRequestId(requestId)
                .setModel(DigitVariants.MODEL)
                .setTimestamp(Instant.now())
                .setLabel(label)
                .build();
        if (!closing && outcomes.publish(truth)) {
            counters.outcome();
        }
    }
}
