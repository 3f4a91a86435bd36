package dev.weir.router.embedded;

import dev.weir.router.report.CapturePolicy;
import dev.weir.schema.InferenceEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A router in the process that sends the requests: decides in memory, and tells Kafka what a sidecar would.
 *
 * <p>Kafka and the schema registry need not be there, from the start or later; it decides by the tables it has, and without
 * any by the first variants of its settings. Safe for use by many threads; deciding and publishing never block.
 *
 * <pre>{@code
 * RouterSettings settings = RouterSettings.of(
 *         "checkout-1",
 *         Map.of("bootstrap.servers", "broker:9092", "schema.registry.url", "http://registry:8081"),
 *         Map.of("sentiment", "v1.0"));
 * try (WeirRouter router = WeirRouter.start(settings)) {
 *     router.awaitReady(Duration.ofSeconds(10));
 *     Decision decision = router.decide("sentiment", userId, Map.of("user_type", "premium"));
 *     // call decision.variant(), then say how it went
 *     router.publish(decision.event().setLatency(latency).build());
 * }
 * }</pre>
 */
public final class WeirRouter implements AutoCloseable {

    private static final long LOOK_AGAIN_MILLIS = 20;

    private final RouterSettings settings;
    private final KafkaSide kafka;
    private final CountDownLatch closing = new CountDownLatch(1);

    private WeirRouter(RouterSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.kafka = new KafkaSide(settings, model -> CapturePolicy.KEEP_ALL, () -> {}, meters);
    }

    /**
     * Starts a router whose figures nobody reads.
     *
     * @throws IllegalArgumentException or {@link org.apache.kafka.common.KafkaException} if a setting is wrong
     */
    public static WeirRouter start(RouterSettings settings) {
        return start(settings, new SimpleMeterRegistry());
    }

    /**
     * Starts a router.
     *
     * @param settings who it is, and where Kafka is
     * @param meters   where its figures go, by the names a sidecar has
     * @throws IllegalArgumentException or {@link org.apache.kafka.common.KafkaException} if a setting is wrong
     */
    public static WeirRouter start(RouterSettings settings, MeterRegistry meters) {
        WeirRouter router = new WeirRouter(settings, meters);
        router.kafka.start();
        return router;
    }

    /**
     * Decides a request that has no id yet; it gets one.
     *
     * @param model    a model of the settings
     * @param unit     user or session id, what a variant sticks to; null where the request has none
     * @param segments attributes of the request
     * @throws IllegalArgumentException if the model is none of the settings'
     */
    public Decision decide(String model, String unit, Map<String, String> segments) {
        return decide(model, UUID.randomUUID().toString(), unit, segments);
    }

    /**
     * Decides a request and counts it as assigned: ask once for each request that is sent, and publish its event.
     *
     * @param model     a model of the settings
     * @param requestId id of the request; the key of the split where there is no unit
     * @param unit      user or session id, what a variant sticks to; null where the request has none
     * @param segments  attributes of the request
     * @throws IllegalArgumentException if the model is none of the settings'
     */
    public Decision decide(String model, String requestId, String unit, Map<String, String> segments) {
        return Decision.of(kafka.assigner().assign(model, requestId, unit, segments), settings.id());
    }

    /**
     * Publishes what a variant did; returns at once.
     *
     * @param event the event, as {@link Decision#event()} begins it
     * @return whether it was taken; false if too many wait already; then it is dropped, and the judge is told
     */
    public boolean publish(InferenceEvent event) {
        boolean taken = kafka.events().publish(event);
        if (!taken) {
            kafka.recorder().lost(event);
        }
        return taken;
    }

    /** Returns whether there are tables to go by: read to their end, or without Kafka from the directory. */
    public boolean isReady() {
        return kafka.routes().isReady();
    }

    /** Returns whether the tables have not been known to be the latest for ten seconds. */
    public boolean isStale() {
        return kafka.routes().isStale();
    }

    /** Returns how long ago the tables were known to be the latest. */
    public Duration age() {
        return kafka.routes().age();
    }

    /** Returns the revision of the table in force for a model, 0 without one. */
    public long revision(String model) {
        return kafka.routes().get().table(model).map(table -> table.revision()).orElse(0L);
    }

    /**
     * Waits until the router is ready.
     *
     * @param atMost longest wait
     * @return whether it is
     */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (!isReady() && System.nanoTime() - giveUp < 0) {
            if (closing.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return isReady();
    }

    /** Sends what is still to be told, for some seconds; decide nothing any more. Closing again does nothing. */
    @Override
    public void close() {
        synchronized (closing) {
            if (closing.getCount() > 0) {
                closing.countDown();
                kafka.close();
            }
        }
    }
}
