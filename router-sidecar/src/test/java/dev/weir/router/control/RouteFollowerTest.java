package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.selection.CompiledTable;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouteFollowerTest {

    static {
        // Has Avro trust the generated records, as every program that reads or writes them does.
        AvroSerdes.from(Map.of("schema.registry.url", "http://127.0.0.1:1"));
    }

    private static final String TOPIC = "weir.routes";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger registryFailures = new AtomicInteger();
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

    private void start(long end) {
        Node node = new Node(0, "broker", 9092);
        consumer.updatePartitions(
                TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
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
        follower = new RouteFollower(TOPIC, () -> consumer, tables(), listener, Clock.systemUTC(), meters);
        follower.start();
        await().until(() -> consumer.assignment().contains(PARTITION));
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
