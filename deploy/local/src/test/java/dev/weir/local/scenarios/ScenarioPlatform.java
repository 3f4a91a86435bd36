package dev.weir.local.scenarios;

import static org.awaitility.Awaitility.await;

import dev.weir.app.StreamsApp;
import dev.weir.config.AppConfigFile;
import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.local.streams.Written;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.Verdict;
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
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** One broker, one registry and the application, for all scenarios; and what it writes on its topics. */
final class ScenarioPlatform implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofSeconds(90);

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private final StreamsApp app;
    final EventPublisher publisher;
    final Written<Decision> decisions;
    final Written<Verdict> verdicts;
    final Written<RoutingTable> tables;
    final Written<Alert> alerts;
    final Written<ShadowSample> samples;

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
        decisions = new Written<>(client, Topics.DECISIONS);
        verdicts = new Written<>(client, Topics.VERDICTS);
        tables = new Written<>(client, Topics.ROUTES);
        alerts = new Written<>(client, Topics.ALERTS);
        samples = new Written<>(client, Topics.SHADOW_SAMPLES);
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

    /** Asks, as a person would, to go on to the next stage at once. */
    HttpResponse<String> advance(String model) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + app.httpPort() + "/v1/rollouts/" + model + "/advance"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"in a hurry\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        samples.close();
        alerts.close();
        tables.close();
        verdicts.close();
        decisions.close();
        publisher.close();
        app.close();
        registry.close();
        kafka.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
