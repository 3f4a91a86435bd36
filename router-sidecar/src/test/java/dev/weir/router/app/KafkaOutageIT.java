package dev.weir.router.app;

import static dev.weir.router.app.PublishedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouterReport;
import dev.weir.topic.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka goes away under load for longer than the sidecar has room for events, and comes back on the same data: every request
 * must have been answered, and be told of by an event or counted as dropped.
 */
class KafkaOutageIT {

    private static final int PER_SECOND = 250;
    private static final Duration AWAY = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private Broker broker;
    private BrokerRecords records;
    private Sidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        int variant = VariantServer.answering(vertx, "{}");
        broker = Broker.start(directory.resolve("broker"));
        records = new BrokerRecords(broker);
        // Room for a few seconds of events, so that an outage of a few more must lose some.
        sidecar = Sidecar.start(SidecarConfig.parse(
                """
                sidecar: { id: edge-1, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                kafka:
                  bootstrap.servers: "%s"
                  buffer.memory: 65536
                  weir.publisher.queue: 500
                  value.serializer: dev.weir.router.app.BareAvroSerializer
                  value.deserializer: dev.weir.router.app.BareAvroDeserializer
                models:
                  m:
                    unit: header:X-User-Id
                    variants: { v1: "http://127.0.0.1:%d", v2: "http://127.0.0.1:%d" }
                """
                        .formatted(directory.resolve("state"), broker.bootstrapServers(), variant, variant),
                "test.yaml"));
    }

    @AfterEach
    void stop() throws Exception {
        sidecar.close();
        broker.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldAnswerEveryRequestAndPublishOrCountItsEventWhenKafkaGoesAwayUnderLoad() throws Exception {
        records.createTopics();
        records.publish(table(1, 2_500));
        await().atMost(LIMIT).until(() -> sidecar.ready() && revision() == 1);
        SteadyLoad load = load(PER_SECOND);
        try (load) {
            await().atMost(LIMIT).until(() -> published() > PER_SECOND);
            broker.stop();
            long before = load.answered();
            await().atMost(LIMIT).until(() -> load.answered() - before >= PER_SECOND * AWAY.toSeconds());
            assertThat(events().getLong("dropped")).isPositive();
            long publishedAway = published();

            broker.start();
            records.publish(table(2, 2_500));

            await().atMost(LIMIT).until(() -> revision() == 2);
            await().atMost(LIMIT).until(() -> published() > publishedAway + PER_SECOND);
        }
        assertThat(load.failures()).isEmpty();
        long requests = load.answered();
        // The last report may come after the last event.
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(published() + dropped()).isEqualTo(requests);
            assertThat(assigned()).isEqualTo(requests);
        });
        List<String> told = records.values(Topics.INFERENCE_EVENTS).stream()
                .map(InferenceEvent::getRequestId)
                .toList();
        assertThat(told).doesNotHaveDuplicates();
        assertThat(told.size() + dropped()).isEqualTo(requests);
        assertThat(dropped()).isEqualTo(events().getLong("dropped"));
    }

    @Test
    void shouldPublishWhatWaitedUntilTheTopicsWereMade() throws Exception {
        SteadyLoad load = load(PER_SECOND / 3);
        try (load) {
            await().atMost(LIMIT).until(() -> events().getLong("dropped") > PER_SECOND);
            records.createTopics();
            await().atMost(LIMIT).until(() -> published() > 2 * PER_SECOND);
        }
        assertThat(load.failures()).isEmpty();
        long requests = load.answered();
        await().atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(published() + dropped()).isEqualTo(requests));
        assertThat(records.values(Topics.INFERENCE_EVENTS))
                .extracting(InferenceEvent::getRequestId)
                .doesNotHaveDuplicates()
                .hasSize((int) published());
    }

    private SteadyLoad load(int perSecond) {
        SteadyLoad load = new SteadyLoad(client, URI.create("http://127.0.0.1:" + sidecar.proxyPort()), perSecond);
        load.start();
        return load;
    }

    private long assigned() throws Exception {
        return reports().stream()
                .flatMap(report -> report.getAssigned().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private long dropped() throws Exception {
        return reports().stream().mapToLong(RouterReport::getDropped).sum();
    }

    private List<RouterReport> reports() throws Exception {
        return records.values(Topics.ROUTER_REPORTS);
    }

    private long published() throws Exception {
        return events().getLong("published");
    }

    private JsonObject events() throws Exception {
        return admin("/health/ready").getJsonObject("events");
    }

    private long revision() throws Exception {
        return admin("/v1/decide?model=m").getLong("revision");
    }

    private JsonObject admin(String path) throws Exception {
        return new JsonObject(client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.adminPort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
