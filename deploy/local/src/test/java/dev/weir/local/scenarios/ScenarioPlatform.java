package dev.weir.local.scenarios;

import static org.awaitility.Awaitility.await;

import dev.weir.app.StreamsApp;
import dev.weir.config.AppConfigFile;
import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.Verdict;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** One broker, one registry and the application, for all scenarios; and what it writes on its topics. */
final class ScenarioPlatform implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofSeconds(90);

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private final StreamsApp app;
    final EventPublisher publisher;
    private final KafkaProducer<String, RouteAck> acks;
    final Followed<Decision> decisions;
    final Followed<Verdict> verdicts;
    final Followed<RoutingTable> tables;
    final Followed<Alert> alerts;
    final Followed<ShadowSample> samples;

    private ScenarioPlatform(Path directory) throws Exception {
        kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        registry = EmbeddedRegistry.start(vertx);
        Map<String, Object> client =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
        try (Admin admin = Admin.create(client)) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
        }
        Path settings = Files.writeString(
                directory.resolve("streams.yaml"),
                """
                streams: { applicationId: scenarios, commitInterval: 100ms, stateDir: "%s" }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                        .formatted(directory.resolve("state"), kafka.bootstrapServers(), registry.url()));
        app = StreamsApp.start(AppConfigFile.read(settings, Map.of(), Map.of()));
        publisher = EventPublisher.start(client, TopicNames.DEFAULT);
        acks = new KafkaProducer<>(
                client, new StringSerializer(), AvroSerdes.from(client).serializer());
        decisions = new Followed<>(client, Topics.DECISIONS);
        verdicts = new Followed<>(client, Topics.VERDICTS);
        tables = new Followed<>(client, Topics.ROUTES);
        alerts = new Followed<>(client, Topics.ALERTS);
        samples = new Followed<>(client, Topics.SHADOW_SAMPLES);
    }

    static ScenarioPlatform start(Path directory) throws Exception {
        ScenarioPlatform platform = new ScenarioPlatform(directory);
        await("the application judges").atMost(START_WITHIN).until(platform.app::ready);
        return platform;
    }

    /** Submits a rollout file as a person would. */
    HttpResponse<String> put(String file) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.httpPort() + "/v1/rollouts"))
                                .header("Content-Type", "application/yaml")
                                .PUT(HttpRequest.BodyPublishers.ofString(file))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Asks something of the control plane, as a person would. */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.httpPort() + path))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Says for the one router of a model that it applies a table. */
    void acknowledge(String model, long revision) {
        acks.send(new ProducerRecord<>(
                TopicNames.DEFAULT.of(Topics.ROUTE_ACKS),
                model,
                RouteAck.newBuilder()
                        .setSidecar("router-of-" + model)
                        .setModel(model)
                        .setRevision(revision)
                        .setAppliedAt(Instant.now())
                        .build()));
    }

    @Override
    public void close() {
        samples.close();
        alerts.close();
        tables.close();
        verdicts.close();
        decisions.close();
        acks.close();
        publisher.close();
        app.close();
        registry.close();
        kafka.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
