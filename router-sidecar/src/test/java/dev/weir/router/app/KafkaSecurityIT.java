package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.topic.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar that has to prove to Kafka who it is: what is in its file, or in its environment, reaches each of its clients. */
class KafkaSecurityIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int variant;

    @BeforeEach
    void start() throws Exception {
        variant = VariantServer.answering(vertx, "{}");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldConnectBySaslPlainAsItsFileSays() throws Exception {
        try (Broker broker = Broker.start(directory.resolve("broker"), plain())) {
            BrokerRecords records = prepared(broker);
            SidecarConfig config = config(
                    broker,
                    Map.of(
                            "security.protocol", "SASL_PLAINTEXT",
                            "sasl.mechanism", "PLAIN",
                            "sasl.jaas.config", jaas(PLAIN, "secret")));
            assertFollowsAcksAndPublishes(config, records);
        }
    }

    @Test
    void shouldConnectByScramOverTlsAsItsEnvironmentSays() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        try (Broker broker = Broker.start(directory.resolve("broker"), scramOverTls(certificate))) {
            BrokerRecords records = prepared(broker);
            SidecarConfig config = config(broker, Map.of())
                    .withEnvironment(Map.of(
                            "WEIR_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                            "WEIR_KAFKA_SASL_MECHANISM", "SCRAM-SHA-256",
                            "WEIR_KAFKA_SASL_JAAS_CONFIG", jaas(SCRAM, "secret"),
                            "WEIR_KAFKA_SSL_TRUSTSTORE_TYPE", "PEM",
                            "WEIR_KAFKA_SSL_TRUSTSTORE_LOCATION", certificate.certificatePath()));
            assertFollowsAcksAndPublishes(config, records);
        } finally {
            certificate.delete();
        }
    }

    @Test
    void shouldServeByItsFirstVariantWithoutBeingReadyWhenKafkaRefusesIt() throws Exception {
        try (Broker broker = Broker.start(directory.resolve("broker"), plain())) {
            prepared(broker);
            SidecarConfig config = config(
                    broker,
                    Map.of(
                            "security.protocol", "SASL_PLAINTEXT",
                            "sasl.mechanism", "PLAIN",
                            "sasl.jaas.config", jaas(PLAIN, "wrong")));
            try (Sidecar sidecar = Sidecar.start(config)) {
                assertThat(infer(sidecar)).isEqualTo("0");
                await().atMost(LIMIT).until(() -> admin(sidecar).contains("\"stale\":true"));
                assertThat(sidecar.ready()).isFalse();
            }
        }
    }

    /** The consumer, the client that asks for the topic's id, and both producers have each said something. */
    private void assertFollowsAcksAndPublishes(SidecarConfig config, BrokerRecords records) throws Exception {
        try (Sidecar sidecar = Sidecar.start(config)) {
            await().atMost(LIMIT).until(sidecar::ready);
            assertThat(infer(sidecar)).isEqualTo("7");
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(records.values(Topics.ROUTE_ACKS))
                        .extracting(RouteAck::getRevision)
                        .containsExactly(7L);
                assertThat(records.values(Topics.INFERENCE_EVENTS))
                        .extracting(InferenceEvent::getRequestId)
                        .containsExactly("request-1");
                assertThat(records.values(Topics.ROUTER_REPORTS)).isNotEmpty();
            });
        }
    }

    private SidecarConfig config(Broker broker, Map<String, String> kafka) {
        Map<String, String> settings = new LinkedHashMap<>(kafka);
        settings.put("bootstrap.servers", broker.securedServers());
        settings.put("value.serializer", BareAvroSerializer.class.getName());
        settings.put("value.deserializer", BareAvroDeserializer.class.getName());
        String lines = settings.entrySet().stream()
                .map(setting -> "  " + setting.getKey() + ": '" + setting.getValue() + "'\n")
                .collect(Collectors.joining());
        return SidecarConfig.parse(
                """
                sidecar: { id: edge-1, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                kafka:
                %s
                models:
                  m: { variants: { v1: "http://127.0.0.1:%d" } }
                """
                        .formatted(directory.resolve("state"), lines, variant),
                "test.yaml");
    }

    private static BrokerRecords prepared(Broker broker) throws Exception {
        BrokerRecords records = new BrokerRecords(broker);
        records.createTopics();
        records.publish(RoutingTable.newBuilder()
                .setModel("m")
                .setRevision(7)
                .setTimestamp(Instant.now())
                .setBaseline("v1")
                .setWeights(List.of(new VariantWeight("v1", 10_000)))
                .setSalt("salt")
                .setDecisionId("decision-7")
                .build());
        return records;
    }

    private static Broker.Security plain() throws Exception {
        return new Broker.Security(
                "SASL_PLAINTEXT",
                Broker.freePort(),
                Map.of(
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                        PLAIN + " required user_weir=\"secret\";"),
                List.of());
    }

    private static Broker.Security scramOverTls(SelfSignedCertificate certificate) throws Exception {
        return new Broker.Security(
                "SASL_SSL",
                Broker.freePort(),
                Map.of(
                        "sasl.enabled.mechanisms",
                        "SCRAM-SHA-256",
                        "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config",
                        SCRAM + " required;",
                        "ssl.keystore.type",
                        "PEM",
                        "ssl.keystore.key",
                        Files.readString(Path.of(certificate.privateKeyPath())),
                        "ssl.keystore.certificate.chain",
                        Files.readString(Path.of(certificate.certificatePath()))),
                List.of("SCRAM-SHA-256=[name=weir,password=secret]"));
    }

    private static String jaas(String module, String password) {
        return module + " required username=\"weir\" password=\"" + password + "\";";
    }

    /** Sends a request and returns the revision that decided it. */
    private String infer(Sidecar sidecar) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + sidecar.proxyPort() + "/v2/models/m/infer"))
                .header("X-Request-Id", "request-1")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        return client.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("X-Weir-Revision")
                .orElseThrow();
    }

    private String admin(Sidecar sidecar) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.adminPort() + "/health/ready"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
