package dev.weir.local.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.StreamsApp;
import dev.weir.config.AppConfigFile;
import dev.weir.config.RolloutFile;
import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.publish.EventPublisher;
import dev.weir.router.app.RecordsConfig;
import dev.weir.router.app.RecordsProgram;
import dev.weir.router.records.WeirHeaders;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.view.ControlTopics;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout of a model that reads a topic: records routed, services that say how it went, a judge that concludes. */
class RecordsRolloutIT {

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    private Path directory;

    private final AtomicBoolean open = new AtomicBoolean(true);
    private final List<Thread> services = new ArrayList<>();
    private int written;

    @Test
    void shouldRollBackACandidateThatFailsOnRecords() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                EmbeddedRegistry registry = EmbeddedRegistry.start(vertx)) {
            Map<String, Object> client =
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
            createTopics(client);
            try (StreamsApp app =
                            StreamsApp.start(AppConfigFile.read(streamsFile(kafka, registry), Map.of(), Map.of()));
                    RecordsProgram router = RecordsProgram.start(RecordsConfig.load(recordsFile(kafka, registry)));
                    EventPublisher publisher = EventPublisher.start(client, TopicNames.DEFAULT);
                    Written<Decision> decisions = new Written<>(client, Topics.DECISIONS);
                    Written<Verdict> verdicts = new Written<>(client, Topics.VERDICTS);
                    Written<RoutingTable> tables = new Written<>(client, Topics.ROUTES);
                    KafkaProducer<String, String> producer =
                            new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
                await().atMost(PATIENCE).until(app::ready);
                serve(client, "reviews-v1", publisher);
                serve(client, "reviews-v2", publisher);
                submit(client);
                await().atMost(PATIENCE).until(() -> {
                    write(producer, 40);
                    return decisions.values().stream()
                            .anyMatch(decision -> decision.getAction() == DecisionAction.ROLLBACK);
                });

                Decision rollback = decisions.values().stream()
                        .filter(decision -> decision.getAction() == DecisionAction.ROLLBACK)
                        .findFirst()
                        .orElseThrow();
                assertThat(rollback.getFromStage()).isEqualTo("canary-50");
                assertThat(rollback.getReason()).contains("errorRate");
                await().atMost(PATIENCE).until(() -> verdicts.values().stream()
                        .anyMatch(verdict -> verdict.getVerdictId().equals(rollback.getVerdictId())));
                // Nothing was missing: routers and services agree on how many there were.
                assertThat(verdicts.values())
                        .noneSatisfy(verdict -> assertThat(verdict.getMessage()).contains("came late or not at all"));
                long last = rollback.getRevision();
                await().atMost(PATIENCE).until(() -> tables.values().stream()
                        .anyMatch(table -> table.getRevision() == last && table.getCandidate() == null));
                await().atMost(PATIENCE).until(() -> {
                    write(producer, 1);
                    return revisionOfLatest(client, "reviews-v1") == last;
                });
                write(producer, 100);
                await().atMost(PATIENCE)
                        .until(() -> records(client, "reviews-v1").size()
                                        + records(client, "reviews-v2").size()
                                == written);
                assertThat(records(client, "reviews-v2"))
                        .allSatisfy(record -> assertThat(revision(record)).isLessThan(last));
                assertThat(router.adminPort()).isPositive();
            } finally {
                open.set(false);
                for (Thread service : services) {
                    service.join();
                }
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** A service of one variant, as docs/records.md says; every fourth record of the candidate fails. */
    private void serve(Map<String, Object> client, String topic, EventPublisher publisher) {
        Thread service = new Thread(
                () -> {
                    Map<String, Object> settings = Map.of(
                            "bootstrap.servers",
                            client.get("bootstrap.servers"),
                            "group.id",
                            "service-" + topic,
                            "auto.offset.reset",
                            "earliest",
                            "isolation.level",
                            "read_committed");
                    try (KafkaConsumer<String, String> consumer =
                            new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
                        consumer.subscribe(List.of(topic));
                        while (open.get()) {
                            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
                                boolean fails = topic.endsWith("v2") && Integer.parseInt(record.value()) % 4 == 3;
                                publisher.publish(WeirHeaders.event(record.headers())
                                        .setLatency(LatencyPart.newBuilder()
                                                .setDurationMicros(2_000 + record.offset() % 1_000)
                                                .setStatus(fails ? LatencyStatus.ERROR : LatencyStatus.OK)
                                                .build())
                                        .build());
                            }
                        }
                    }
                },
                "service-" + topic);
        services.add(service);
        service.start();
    }

    private void write(KafkaProducer<String, String> producer, int count) {
        for (int record = 0; record < count; record++) {
            producer.send(new ProducerRecord<>("reviews", "user-" + written, String.valueOf(written)));
            written++;
        }
        producer.flush();
    }

    private static long revisionOfLatest(Map<String, Object> client, String topic) {
        return records(client, topic).stream()
                .mapToLong(RecordsRolloutIT::revision)
                .max()
                .orElse(0);
    }

    private static long revision(ConsumerRecord<String, String> record) {
        return Long.parseLong(
                new String(record.headers().lastHeader(WeirHeaders.REVISION).value(), StandardCharsets.UTF_8));
    }

    private static List<ConsumerRecord<String, String>> records(Map<String, Object> client, String topic) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", client.get("bootstrap.servers"), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static void createTopics(Map<String, Object> client) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", client.get("bootstrap.servers")))) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
            admin.createTopics(Stream.of("reviews", "reviews-v1", "reviews-v2")
                            .map(topic -> new NewTopic(topic, 3, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private Path streamsFile(EmbeddedKafka kafka, EmbeddedRegistry registry) throws Exception {
        return Files.writeString(
                directory.resolve("streams.yaml"),
                """
                streams: { applicationId: records, commitInterval: 100ms, stateDir: "%s" }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                        .formatted(directory.resolve("streams-state"), kafka.bootstrapServers(), registry.url()));
    }

    private Path recordsFile(EmbeddedKafka kafka, EmbeddedRegistry registry) throws Exception {
        return Files.writeString(
                directory.resolve("records.yaml"),
                """
                router: { id: records-1, host: 127.0.0.1, adminPort: 0, stateDir: "%s" }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                streams:
                  sentiment:
                    input: reviews
                    variants: { v1.0: reviews-v1, v2.0: reviews-v2 }
                """
                        .formatted(directory.resolve("records-state"), kafka.bootstrapServers(), registry.url()));
    }

    private static void submit(Map<String, Object> client) throws Exception {
        String file =
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: sentiment-v2 }
                spec:
                  model: sentiment
                  baseline: v1.0
                  candidate: v2.0
                  baselineCollection: { minDuration: 1s, minSamples: 200 }
                  stages:
                    - { name: canary-50, weight: 50, minDuration: 1s, maxDuration: 10m }
                    - { name: full, weight: 100, minDuration: 1s, maxDuration: 10m }
                  override: { skippedStages: "two stages show it" }
                """;
        try (ControlTopics control = new ControlTopics(client, TopicNames.DEFAULT)) {
            control.submit(RolloutFile.read(file, Instant.now(), "test").plan().orElseThrow())
                    .get();
        }
    }
}
