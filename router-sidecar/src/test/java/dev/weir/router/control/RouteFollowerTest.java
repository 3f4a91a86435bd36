package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Tables;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFollowerTest {

    static {
        // Has Avro trust the generated records, as every program that reads or writes them does.
        AvroSerdes.from(Map.of("schema.registry.url", "http://127.0.0.1:1"));
    }

    private static final String TOPIC = "weir.routes";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger registryFailures = new AtomicInteger();
    private final AtomicReference<Incarnation> incarnation =
            new AtomicReference<>(new Incarnation("cluster", "topic-1"));

    @TempDir
    private Path directory;

    private volatile MockConsumer<String, byte[]> consumer;
    private long offset;
    private RouteFollower follower;

    @AfterEach
    void stop() {
        follower.close();
    }

    @Test
    void shouldSwapTheImageInOnlyWhenTheTopicHasBeenReadToItsEnd() {
        start(3);
        add("m", table("m", 1, 500));
        add("m", table("m", 2, 2_500));
        await().untilAsserted(() -> assertThat(consumer.position(PARTITION)).isEqualTo(2));
        assertThat(follower.isCaughtUp()).isFalse();
        assertThat(follower.get().tables()).isEmpty();
        add("other", table("other", 9, 0));
        await().until(follower::isCaughtUp);
        assertThat(follower.get().tables()).containsOnlyKeys("m", "other");
        assertThat(heard).containsExactlyInAnyOrder("m@2", "other@9");
    }

    @Test
    void shouldApplyEachNewTableAndIgnoreOldOnes() {
        start(0);
        await().until(follower::isCaughtUp);
        add("m", table("m", 5, 500));
        add("m", table("m", 4, 9_000));
        add("m", table("m", 5, 9_000));
        add("m", table("m", 6, 2_500));
        await().untilAsserted(() -> assertThat(heard).containsExactly("m@5", "m@6"));
        assertThat(follower.get().table("m")).map(CompiledTable::candidateBps).hasValue(2_500);
    }

    @Test
    void shouldRemoveATableByATombstone() {
        start(1);
        add("m", table("m", 5, 500));
        await().until(follower::isCaughtUp);
        add("m", null);
        await().untilAsserted(() -> assertThat(heard).containsExactly("m@5", "m removed"));
        assertThat(follower.get().tables()).isEmpty();
    }

    @Test
    void shouldSkipAndCountWhatIsNoTableAndKeepTheTableHeld() {
        start(0);
        add("m", table("m", 5, 500));
        add("m", new byte[] {1, 2, 3});
        add("m", table("another", 6, 9_000));
        add("m", unbalanced());
        add(null, table("m", 7, 9_000));
        add("m", table("m", 8, 2_500));
        await().untilAsserted(() -> assertThat(heard).containsExactly("m@5", "m@8"));
        assertThat(meters.counter("weir.router.bad.tables").count()).isEqualTo(4);
    }

    @Test
    void shouldWaitForTheRegistryRatherThanSkipATable() {
        registryFailures.set(2);
        start(1);
        add("m", table("m", 5, 500));
        await().until(follower::isCaughtUp);
        assertThat(heard).containsExactly("m@5");
        assertThat(meters.counter("weir.router.bad.tables").count()).isZero();
    }

    @Test
    void shouldServeItsLastTablesAfterARestartWithoutKafkaAndSayHowOldTheyAre() {
        start(1);
        add("m", table("m", 5, 500));
        await().until(follower::isCaughtUp);
        follower.close();
        heard.clear();

        follow(() -> {
            throw new KafkaException("no broker");
        });

        assertThat(follower.get().table("m")).map(CompiledTable::revision).hasValue(5L);
        assertThat(heard).containsExactly("m@5");
        assertThat(follower.age()).isLessThan(Duration.ofMinutes(1));
        await().until(follower::isReady);
        assertThat(follower.isCaughtUp()).isFalse();
        assertThat(follower.age()).isLessThan(Duration.ofSeconds(10));
        assertThat(follower.isStale()).isTrue();
    }

    @Test
    void shouldBeAsStaleAsItsSnapshotAtTheStart() {
        keep(Instant.now().minus(Duration.ofHours(1)), Map.of("m", 7L));
        follow(() -> {
            throw new KafkaException("no broker");
        });
        assertThat(follower.isStale()).isTrue();
        assertThat(follower.age()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    }

    @Test
    void shouldNotBeReadyWithoutKafkaAndWithoutASnapshot() {
        follow(() -> {
            throw new KafkaException("no broker");
        });
        await().during(Duration.ofMillis(3_500)).until(() -> !follower.isReady());
    }

    @Test
    void shouldIgnoreRevisionsOlderThanTheSnapshots() {
        keep(Map.of("m", 7L, "removed", 3L));
        start(1);
        add("m", table("m", 6, 500));
        await().until(follower::isCaughtUp);
        assertThat(follower.get().table("m")).map(CompiledTable::revision).hasValue(7L);
        assertThat(heard).containsExactlyInAnyOrder("m@7", "removed@3", "removed removed");
    }

    @Test
    void shouldTakeTheTablesOfATopicMadeAnewWhateverTheirRevision() {
        keep(Map.of("m", 7L, "unnamed", 3L));
        incarnation.set(new Incarnation("cluster", "topic-2"));
        start(1);
        add("m", table("m", 1, 500));
        await().until(follower::isCaughtUp);
        assertThat(follower.get().table("m")).map(CompiledTable::revision).hasValue(1L);
        assertThat(follower.get().table("unnamed")).map(CompiledTable::revision).hasValue(3L);
    }

    @Test
    void shouldReadTheTopicAgainWhenRevisionsFallBecauseItWasMadeAnew() {
        start(1);
        add("m", table("m", 7, 500));
        await().until(follower::isCaughtUp);
        incarnation.set(new Incarnation("cluster", "topic-2"));
        MockConsumer<String, byte[]> first = consumer;
        consumer = prepared(2);
        first.addRecord(new ConsumerRecord<>(TOPIC, 0, 1, "m", table("m", 2, 2_500)));
        await().until(() -> consumer.assignment().contains(PARTITION));
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, "m", table("m", 1, 500)));
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 1, "m", table("m", 2, 2_500)));
        await().untilAsserted(() -> assertThat(follower.get().table("m"))
                .map(CompiledTable::revision)
                .hasValue(2L));
    }

    @Test
    void shouldStartWithoutASnapshotThatIsDamagedAndCountIt() throws IOException {
        keep(Map.of("m", 7L));
        Path file = directory.resolve("routes.json");
        Files.writeString(file, Files.readString(file).replace("\"revision\" : 7", "\"revision\" : 8"));
        follow(() -> {
            throw new KafkaException("no broker");
        });
        assertThat(follower.get().tables()).isEmpty();
        assertThat(meters.counter("weir.router.snapshots.refused").count()).isEqualTo(1);
        assertThat(directory.resolve("routes.json.refused")).exists();
    }

    /** Leaves a snapshot as a follower of the topic before would have. */
    private void keep(Map<String, Long> revisions) {
        keep(Instant.now(), revisions);
    }

    private void keep(Instant currentAt, Map<String, Long> revisions) {
        HeldTables held = HeldTables.EMPTY.caughtUp(
                revisions.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                revision -> Tables.table(
                                        revision.getKey(),
                                        revision.getValue(),
                                        500,
                                        "salt",
                                        Map.of(),
                                        List.of(),
                                        false))),
                incarnation.get());
        try {
            new SnapshotFile(directory.resolve("routes.json"), TOPIC).write(new Snapshot(held, currentAt));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(long end) {
        consumer = prepared(end);
        follow(() -> consumer);
        await().until(() -> consumer.assignment().contains(PARTITION));
    }

    private static MockConsumer<String, byte[]> prepared(long end) {
        MockConsumer<String, byte[]> prepared = new MockConsumer<>("earliest");
        Node node = new Node(0, "broker", 9092);
        prepared.updatePartitions(
                TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        prepared.updateBeginningOffsets(Map.of(PARTITION, 0L));
        prepared.updateEndOffsets(Map.of(PARTITION, end));
        return prepared;
    }

    private void follow(Supplier<Consumer<String, byte[]>> consumers) {
        RouteListener listener = new RouteListener() {
            @Override
            public void applied(CompiledTable table, Instant appliedAt) {
                heard.add(table.model() + "@" + table.revision());
            }

            @Override
            public void removed(String model) {
                heard.add(model + " removed");
            }
        };
        RouteSource source = new RouteSource(TOPIC, consumers, incarnation::get, tables());
        follower = new RouteFollower(source, directory.resolve("routes.json"), listener, Clock.systemUTC(), meters);
        follower.start();
    }

    /** Bare Avro, so that the test needs no registry; it fails like the real one when that is away. */
    private Deserializer<RoutingTable> tables() {
        return (topic, bytes) -> {
            if (registryFailures.getAndDecrement() > 0) {
                throw new SerializationException("registry", new UncheckedIOException(new IOException("refused")));
            }
            try {
                return RoutingTable.fromByteBuffer(ByteBuffer.wrap(bytes));
            } catch (IOException | RuntimeException e) {
                throw new SerializationException("no table: " + e.getMessage());
            }
        };
    }

    private void add(String key, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset++, key, value));
    }

    private static byte[] table(String model, long revision, int candidateBps) {
        return bytes(model, revision, 10_000 - candidateBps, candidateBps);
    }

    private static byte[] unbalanced() {
        return bytes("m", 20, 5_000, 4_000);
    }

    private static byte[] bytes(String model, long revision, int baselineBps, int candidateBps) {
        RoutingTable table = RoutingTable.newBuilder()
                .setModel(model)
                .setRevision(revision)
                .setTimestamp(Instant.EPOCH)
                .setBaseline("v1")
                .setCandidate("v2")
                .setWeights(List.of(new VariantWeight("v1", baselineBps), new VariantWeight("v2", candidateBps)))
                .setSalt("salt")
                .setDecisionId("decision-1")
                .build();
        try {
            ByteBuffer buffer = table.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
