package dev.weir.local.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.AppConfig;
import dev.weir.config.AppConfigFile;
import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.notify.Receiver.Answer;
import dev.weir.local.notify.Receiver.Got;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.notify.Notifier;
import dev.weir.schema.Alert;
import dev.weir.schema.Severity;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on a real broker, receivers that behave as receivers do, and one notifier or two between them. */
class NotifierIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALERTS = TopicNames.DEFAULT.of(Topics.ALERTS);

    @TempDir
    private static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static EmbeddedKafka kafka;
    private static EmbeddedRegistry registry;
    private static Map<String, Object> client;
    private static KafkaProducer<String, Alert> producer;
    private static int group;

    private final List<Notifier> notifiers = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private Receiver receiver;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        registry = EmbeddedRegistry.start(VERTX);
        client = Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
        try (Admin admin = Admin.create(client)) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
        }
        Serializer<Alert> alerts = AvroSerdes.from(client).serializer();
        producer = new KafkaProducer<>(client, new StringSerializer(), alerts);
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        registry.close();
        kafka.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = Receiver.start();
        group++;
    }

    @AfterEach
    void stop() {
        notifiers.forEach(Notifier::close);
        receiver.close();
    }

    @Test
    void shouldDeliverInSpiteOfFailuresAndWaitAsLongAsItIsAskedTo() throws IOException {
        String url = receiver.path("/flaky", request -> switch (request) {
            case 0 -> Answer.of(500);
            case 1 -> new Answer(429, "3");
            default -> Answer.of(200);
        });
        notifier(channel("webhook", "flaky", url, "models: [a]"));
        String first = alert("a", Severity.CRITICAL);
        String second = alert("a", Severity.CRITICAL);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(taken("/flaky", "a")).containsExactly(first, second));
        List<Got> got = about("/flaky", "a");
        assertThat(got).extracting(Got::answered).containsExactly(500, 429, 200, 200);
        assertThat(Duration.between(got.get(1).at(), got.get(2).at())).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        // The receiver has an alert before the notifier has its answer.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(count("weir.notify.delivered", "flaky"))
                .isEqualTo(2));
        assertThat(count("weir.notify.attempts.failed", "flaky")).isEqualTo(2);
        await().atMost(PATIENCE).until(() -> committed() == written());
    }

    @Test
    void shouldLetNoChannelHoldUpAnother() throws Exception {
        String hanging = receiver.path("/hanging", request -> Answer.of(0));
        String quick = receiver.path("/quick", request -> Answer.of(200));
        notifier(
                channel("webhook", "hanging", hanging, "models: [b], timeout: 1s"),
                channel("webhook", "quick", quick, "models: [b]"));
        List<String> ids =
                Stream.generate(() -> alert("b", Severity.WARNING)).limit(5).toList();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(taken("/quick", "b")).containsExactlyElementsOf(ids));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(about("/hanging", "b")).hasSizeGreaterThan(1));
        assertThat(committed()).as("what one channel has not had is not done").isLessThan(written());
    }

    @Test
    void shouldGiveUpInTimeSayItAndGoOn() throws IOException {
        String refusing = receiver.path("/refusing", request -> Answer.of(request == 0 ? 400 : 200));
        notifier(
                channel("webhook", "refusing", refusing, "models: [c]"),
                channel("webhook", "away", "http://127.0.0.1:1/x", "models: [c], giveUpAfter: 5s"));
        String first = alert("c", Severity.WARNING);
        String second = alert("c", Severity.WARNING);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(count("weir.notify.given.up", "away"))
                .isEqualTo(2));
        assertThat(count("weir.notify.attempts.failed", "away")).isGreaterThan(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(about("/refusing", "c"))
                .extracting(each -> each.body().path("alertId").asText())
                .as("what is refused is not sent again, and the next is")
                .containsExactly(first, second));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(count("weir.notify.given.up", "refusing"))
                .isEqualTo(1));
        await().atMost(PATIENCE).until(() -> committed() == written());
    }

    @Test
    void shouldSendAgainWhatWasNotDeliveredWhenItEnded() throws IOException {
        String url = receiver.path("/busy", request -> Answer.of(request == 0 ? 200 : 503));
        Notifier ended = notifier(channel("webhook", "busy", url, "models: [d]"));
        String first = alert("d", Severity.CRITICAL);
        await().atMost(PATIENCE).until(() -> committed() == written());
        String second = alert("d", Severity.CRITICAL);
        await().atMost(PATIENCE).until(() -> about("/busy", "d").size() > 1);
        ended.close();

        String again = receiver.path("/again", request -> Answer.of(200));
        notifier(channel("webhook", "again", again, "models: [d]"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(taken("/again", "d")).containsExactly(second));
        assertThat(taken("/busy", "d")).containsExactly(first);
    }

    @Test
    void shouldShareTheWorkAmongInstancesAndTellEachAlertOnce() throws IOException {
        String url = receiver.path("/shared", request -> Answer.of(200));
        notifier(channel("webhook", "shared", url, ""));
        String warmUp = alert("e0", Severity.WARNING);
        await().atMost(PATIENCE).until(() -> receiver.taken("/shared").contains(warmUp));
        notifier(channel("webhook", "shared", url, ""));
        await().atMost(PATIENCE).until(() -> members() == 2);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(alert("e" + i, Severity.WARNING));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.taken("/shared")).containsAll(ids));
        assertThat(receiver.taken("/shared").stream().filter(ids::contains).toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldSendEachChannelWhatItAskedForInItsOwnForm() throws IOException {
        String slack = receiver.path("/slack", request -> Answer.of(200));
        String pager = receiver.path("/pager", request -> Answer.of(202));
        notifier(
                channel("slack", "chat", slack, "models: [f]"),
                channel("pagerduty", "on-call", pager, "models: [f, g], routingKey: secret"));
        alert("f", Severity.INFO);
        String critical = alert("f", Severity.CRITICAL);
        send("f", Severity.CRITICAL, critical, true);
        alert("g", Severity.CRITICAL);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(receiver.got("/slack").stream()
                            .filter(each -> each.body().path("text").asText().contains(": f, ")))
                    .hasSize(3);
            assertThat(pages("f")).hasSize(2);
            assertThat(pages("g")).hasSize(1);
        });
        assertThat(receiver.got("/slack"))
                .noneMatch(each -> each.body().path("text").asText().contains(": g, "));
        assertThat(pages("f"))
                .extracting(body -> body.path("event_action").asText())
                .containsExactly("trigger", "resolve");
        assertThat(pages("f"))
                .extracting(body -> body.path("dedup_key").asText())
                .containsOnly("weir/" + critical);
        assertThat(pages("f"))
                .extracting(body -> body.path("routing_key").asText())
                .containsOnly("secret");
    }

    private List<JsonNode> pages(String model) {
        return receiver.got("/pager").stream()
                .map(Got::body)
                .filter(body -> body.path("payload").path("source").asText().equals(model))
                .toList();
    }

    private Notifier notifier(String... channels) throws IOException {
        Path file = Files.writeString(
                Files.createTempFile(directory, "notify", ".yaml"),
                """
                streams: { applicationId: "notify-%d" }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                notify:
                %s
                """
                        .formatted(group, kafka.bootstrapServers(), registry.url(), String.join("\n", channels)));
        AppConfig config = AppConfigFile.read(file, Map.of(), Map.of());
        Notifier notifier = Notifier.start(config, meters);
        notifiers.add(notifier);
        return notifier;
    }

    private static String channel(String type, String name, String url, String more) {
        return "  - { type: %s, name: %s, url: \"%s\"%s }"
                .formatted(type, name, url, more.isEmpty() ? "" : ", " + more);
    }

    private static String alert(String model, Severity severity) {
        String id = model + "-" + System.nanoTime();
        send(model, severity, id, false);
        return id;
    }

    private static void send(String model, Severity severity, String incident, boolean resolved) {
        producer.send(new ProducerRecord<>(
                ALERTS,
                model,
                Alert.newBuilder()
                        .setAlertId(resolved ? incident + "-over" : incident)
                        .setModel(model)
                        .setRollout("rollout")
                        .setTimestamp(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                        .setEvent("CANARY_ROLLBACK")
                        .setSeverity(severity)
                        .setReason("because")
                        .setChecks(List.of())
                        .setIncident(incident)
                        .setResolved(resolved)
                        .build()));
        producer.flush();
    }

    private List<Got> about(String path, String model) {
        return receiver.got(path).stream()
                .filter(each -> each.body().path("model").asText().equals(model))
                .toList();
    }

    private List<String> taken(String path, String model) {
        return about(path, model).stream()
                .filter(each -> each.answered() == 200)
                .map(each -> each.body().path("alertId").asText())
                .toList();
    }

    private double count(String meter, String channel) {
        return meters.get(meter).tag("channel", channel).counter().count();
    }

    private static int members() throws Exception {
        try (Admin admin = Admin.create(client)) {
            String name = "notify-" + group + "-notify";
            return admin.describeConsumerGroups(List.of(name)).all().get().get(name).members().stream()
                    .mapToInt(member -> member.assignment().topicPartitions().isEmpty() ? 0 : 1)
                    .sum();
        }
    }

    private static long committed() throws Exception {
        try (Admin admin = Admin.create(client)) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                            "notify-" + group + "-notify")
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.values().stream()
                    .filter(Objects::nonNull)
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
    }

    private static long written() {
        return producer.partitionsFor(ALERTS).stream()
                .mapToLong(partition -> endOffset(partition.partition()))
                .sum();
    }

    private static long endOffset(int partition) {
        try (Admin admin = Admin.create(client)) {
            TopicPartition place = new TopicPartition(ALERTS, partition);
            return admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                    .partitionResult(place)
                    .get()
                    .offset();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
