package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.local.load.LoadReport;
import dev.weir.publish.EventPublisher;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * All that is real, for a test that looks at it from outside: broker, registry, the digit classifiers, the streams application,
 * two sidecars, and the API as a person uses it.
 */
final class RunningSystem implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofSeconds(240);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Digits digits = Digits.load();
    private final Platform platform;
    private final Programs programs;
    private final EventPublisher publisher;
    private LoadGenerator load;

    private RunningSystem(Path directory) {
        platform = Platform.start(directory, DigitVariants.train(digits));
        programs = Programs.start(platform, directory, DigitVariants.MODEL);
        await().atMost(START_WITHIN).until(programs::ready);
        publisher = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
    }

    /** Starts everything and waits until it is ready. */
    static RunningSystem start(Path directory) {
        return new RunningSystem(directory);
    }

    /** The same, under a load of so many requests a second, whose outcomes are published. */
    static RunningSystem start(Path directory, int requestsPerSecond) {
        RunningSystem system = new RunningSystem(directory);
        system.load = LoadGenerator.start(
                system.platform.vertx(),
                system.programs.sidecars().proxyUrls(),
                system.digits.heldOut(),
                system.publisher,
                requestsPerSecond);
        return system;
    }

    EventPublisher publisher() {
        return publisher;
    }

    /** Settings of a client of its broker and its registry. */
    Map<String, Object> client() {
        return platform.kafkaClient();
    }

    LoadReport load() {
        return load.report();
    }

    /** What is on a topic from its beginning, as soon as it is enough. */
    <T extends SpecificRecord> List<T> read(Topic<T> topic, Predicate<List<T>> enough) {
        return TopicContents.read(platform, topic, enough);
    }

    /** Submits a rollout file, or a watch; it is accepted. */
    void submit(String file) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(
                to("/v1/rollouts").header("Content-Type", "application/yaml").PUT(BodyPublishers.ofString(file)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    /** Asks for something to be done, with a body in JSON. */
    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    /** What the API answers at a path. */
    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(to(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Where the rollout of the digits, or the watch of another model, stands. */
    JsonNode status(String model) throws IOException, InterruptedException {
        return get("/v1/rollouts/" + model);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(programs.controlPlaneUrl() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
        publisher.close();
        programs.close();
        platform.close();
    }
}
