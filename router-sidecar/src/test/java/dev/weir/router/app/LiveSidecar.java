package dev.weir.router.app;

import static org.awaitility.Awaitility.await;

import dev.weir.schema.RoutingTable;
import dev.weir.schema.SegmentRule;
import dev.weir.schema.VariantWeight;
import dev.weir.topic.Topic;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** A sidecar that follows the tables on a real broker, for tests that ask its admin port. */
final class LiveSidecar implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Broker broker;
    private final Sidecar sidecar;
    private final BrokerRecords records;

    /**
     * Starts both and waits until the sidecar is ready. Its file names the model {@code configured}, for which no table is
     * published here.
     */
    LiveSidecar(Path directory) throws Exception {
        broker = Broker.start(directory.resolve("kafka"));
        records = new BrokerRecords(broker);
        records.createTopics();
        sidecar = Sidecar.start(SidecarConfig.parse(
                """
                sidecar: { id: edge-1, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                kafka:
                  bootstrap.servers: "%s"
                  value.serializer: dev.weir.router.app.BareAvroSerializer
                  value.deserializer: dev.weir.router.app.BareAvroDeserializer
                models:
                  configured:
                    variants: { v1.0: "http://127.0.0.1:1" }
                """
                        .formatted(directory.resolve("state"), broker.bootstrapServers()),
                "test.yaml"));
        await().atMost(Duration.ofSeconds(60)).until(sidecar::ready);
    }

    /** Returns the address of the admin port. */
    String address() {
        return "http://127.0.0.1:" + sidecar.adminPort();
    }

    /** Publishes a table and waits until the sidecar applies it. */
    void publish(RoutingTable table) throws Exception {
        records.publish(table);
        await().until(() -> get("/v1/decide?model=" + table.getModel()).statusCode() == 200
                && json(get("/v1/decide?model=" + table.getModel())).getLong("revision") == table.getRevision());
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(address() + path)).build(), BodyHandlers.ofString());
    }

    /** Posts JSON, with further headers as name and value in turn. */
    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Returns what has been written to one of Weir's topics. */
    <T extends SpecificRecordBase> List<T> values(Topic<T> topic) throws Exception {
        return records.values(topic);
    }

    HttpClient client() {
        return client;
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    /** A table with candidate v2.0 at a weight, one named unit and one rule. */
    static RoutingTable.Builder table(String model, long revision, int candidateBps) {
        return RoutingTable.newBuilder()
                .setModel(model)
                .setRevision(revision)
                .setTimestamp(Instant.ofEpochSecond(1_771_622_898L + revision))
                .setRollout(model + "-v2")
                .setStage("canary")
                .setBaseline("v1.0")
                .setCandidate("v2.0")
                .setWeights(List.of(
                        new VariantWeight("v1.0", 10_000 - candidateBps), new VariantWeight("v2.0", candidateBps)))
                .setSalt("salt")
                .setUsers(Map.of("tester", "v2.0", "third", "v3.0"))
                .setSegments(List.of(
                        new SegmentRule("tier", "internal", "v2.0"),
                        new SegmentRule("age", "42", "v2.0"),
                        new SegmentRule("beta", "true", "v2.0")))
                .setDecisionId("decision-" + revision);
    }

    @Override
    public void close() {
        sidecar.close();
        broker.close();
    }
}
