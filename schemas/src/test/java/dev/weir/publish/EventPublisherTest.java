package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.serde.RegistryPeer;
import dev.weir.topic.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The publisher with nothing to publish to; what arrives in Kafka is tested where there is a broker. */
@Timeout(120)
class EventPublisherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RegistryPeer registry = new RegistryPeer();
    private final Map<String, Object> config = new HashMap<>();

    @BeforeEach
    void pointToNothing() {
        config.put("bootstrap.servers", "127.0.0.1:1");
        config.put("schema.registry.url", registry.url());
        config.put("weir.publisher.queue", 10);
        config.put("max.block.ms", 100);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldTakeEventsUntilTheQueueIsFullAndCountTheRest() {
        try (EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT)) {
            int taken = 0;
            for (int i = 0; i < 100; i++) {
                taken += publisher.publish(event(i)) ? 1 : 0;
            }

            // one more than the queue holds may already be in the hands of the delivering thread
            assertThat(taken).isBetween(10, 11);
            assertThat(publisher.stats()).isEqualTo(new PublisherStats(taken, 0, 100 - taken, 0, taken));
            publisher.close(Duration.ZERO);
            awaitStats(publisher, new PublisherStats(taken, 0, 100 - taken, taken, 0));
        }
    }

    @Test
    void shouldBoundTheMemoryOfTheQueueWhateverTheSizeOfItsEvents() {
        config.put("weir.publisher.queue", 1_000_000);
        config.put("weir.publisher.queue.bytes", 1 << 20);
        String text = "x".repeat(100_000);
        try (EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT)) {
            int taken = 0;
            for (int i = 0; i < 100; i++) {
                InferenceEvent large = InferenceEvent.newBuilder(event(i))
                        .setPrediction(PredictionPart.newBuilder().setText(text).build())
                        .build();
                taken += publisher.publish(large) ? 1 : 0;
            }

            // ten of them fill it, and one more may already be in the hands of the delivering thread
            assertThat(taken).isBetween(10, 11);
            assertThat(publisher.publish(event(1))).isTrue();
            publisher.close(Duration.ZERO);
        }
    }

    @Test
    void shouldSayWhichEventsWereLost() {
        List<SpecificRecord> lost = new CopyOnWriteArrayList<>();
        EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT, lost::add);
        publisher.publish(event(1));
        publisher.publish(event(2));

        publisher.close(Duration.ZERO);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lost).containsExactlyInAnyOrder(event(1), event(2)));
    }

    @Test
    void shouldNotMakeTheCallerWait() {
        try (EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT)) {
            long start = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                publisher.publish(event(i));
            }

            // a single wait for Kafka would already take the 100 ms of max.block.ms, ten thousand a quarter of an hour
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
            publisher.close(Duration.ZERO);
        }
    }

    @Test
    void shouldKeepEventsWhileTheRegistryIsAway() {
        registry.close();
        config.put("weir.registry.retries", 0);
        try (EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT)) {
            for (int i = 0; i < 5; i++) {
                assertThat(publisher.publish(event(i))).isTrue();
            }

            assertThat(publisher.stats()).isEqualTo(new PublisherStats(5, 0, 0, 0, 5));
            publisher.close(Duration.ofMillis(700));
            awaitStats(publisher, new PublisherStats(5, 0, 0, 5, 0));
        }
    }

    @Test
    void shouldCloseInTimeThoughNothingCanBeDelivered() {
        EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT);
        publisher.publish(event(1));
        publisher.publish(OutcomeEvent.newBuilder()
                .setRequestId("r1")
                .setModel("sentiment")
                .setTimestamp(Instant.EPOCH)
                .build());
        long start = System.nanoTime();

        publisher.close(Duration.ofMillis(300));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(publisher.publish(event(2))).isFalse();
        awaitStats(publisher, new PublisherStats(2, 0, 1, 2, 0));
        publisher.close();
    }

    @Test
    void shouldStartThoughTheBrokersNameHasNoAddressYet() {
        config.put("bootstrap.servers", "broker.invalid:9092");
        try (EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT)) {
            assertThat(publisher.publish(event(1))).isTrue();
            publisher.close(Duration.ZERO);
        }
    }

    @Test
    void shouldRefuseToStartWithWrongSettings() {
        Map<String, Object> noBroker = new HashMap<>(config);
        noBroker.remove("bootstrap.servers");
        Map<String, Object> noRegistry = new HashMap<>(config);
        noRegistry.remove("schema.registry.url");
        Map<String, Object> noQueue = new HashMap<>(config);
        noQueue.put("weir.publisher.queue", 0);
        Map<String, Object> noKeystore = new HashMap<>(config);
        noKeystore.put("security.protocol", "SSL");
        noKeystore.put("ssl.truststore.location", "missing.jks");

        assertRefused(noBroker, "bootstrap.servers");
        assertRefused(noRegistry, "schema.registry.url is missing");
        assertRefused(noQueue, "Invalid value 0 for configuration weir.publisher.queue");
        assertRefused(noKeystore, "missing.jks");
    }

    /** Closing waits half a second for the delivering thread to account for what is left, and no longer. */
    private static void awaitStats(EventPublisher publisher, PublisherStats expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(publisher.stats()).isEqualTo(expected));
    }

    private static void assertRefused(Map<String, Object> settings, String message) {
        assertThatThrownBy(
                        () -> EventPublisher.start(settings, TopicNames.DEFAULT).close())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private static InferenceEvent event(int i) {
        return InferenceEvent.newBuilder()
                .setRequestId("r" + i)
                .setModel("sentiment")
                .setVariant("v1.0")
                .setTimestamp(Instant.EPOCH)
                .build();
    }
}
