package dev.weir.router.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.app.Broker;
import dev.weir.router.app.BrokerRecords;
import dev.weir.router.app.PublishedTables;
import dev.weir.router.selection.Bucket;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.Role;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.SegmentRule;
import dev.weir.schema.ShadowRoute;
import dev.weir.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routers of records on a real broker: what they keep, what they add, and that neither kill nor rebalance changes it. */
class RecordRouterIT {

    private static final int PARTITIONS = 4;
    // An hour ago: older records would fall under the topic's retention.
    private static final long WRITTEN_AT = System.currentTimeMillis() - 3_600_000;

    @TempDir
    private Path directory;

    private Broker broker;
    private BrokerRecords records;
    private CommittedRecords committed;
    private KafkaProducer<byte[], byte[]> producer;
    private int written;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(directory.resolve("kafka"));
        records = new BrokerRecords(broker);
        records.createTopics();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.of("in", "in-v1", "in-v2")
                            .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        committed = new CommittedRecords(broker.bootstrapServers(), PARTITIONS, "in-v1", "in-v2");
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close();
        committed.close();
        broker.close();
    }

    @Test
    void shouldKeepEachRecordAsItIsAndSayWhatWasDecided() throws Exception {
        records.publish(RoutingTable.newBuilder(table(1, 2_500))
                .setShadow(new ShadowRoute("v2", 10_000))
                .build());
        write(400);
        producer.send(new ProducerRecord<>("in", 3, WRITTEN_AT, null, bytes("no key")));
        producer.send(new ProducerRecord<>("in", 2, WRITTEN_AT, new byte[] {(byte) 0xff, 0}, (byte[]) null));
        producer.flush();
        written += 2;
        try (RecordRouter router = router("records-1")) {
            assertThat(router).isNotNull();
            await().atMost(Duration.ofSeconds(60)).until(() -> served().size() == written);
        }
        Map<String, ConsumerRecord<byte[], byte[]>> inputs = new TreeMap<>();
        records.committed("in").forEach(input -> inputs.put("in-" + input.partition() + "-" + input.offset(), input));
        for (ConsumerRecord<byte[], byte[]> routed : served()) {
            ConsumerRecord<byte[], byte[]> input = inputs.get(header(routed, WeirHeaders.REQUEST_ID));
            assertSame(routed, input);
            assertThat(header(routed, WeirHeaders.VARIANT)).isEqualTo(variantFor(input));
            assertThat(routed.topic()).isEqualTo("in-" + variantFor(input));
            assertThat(header(routed, WeirHeaders.REVISION)).isEqualTo("1");
            assertThat(header(routed, WeirHeaders.REASON))
                    .isEqualTo(header(input, "tier").equals("gold") ? "SEGMENT" : "WEIGHT");
        }
        List<ConsumerRecord<byte[], byte[]>> copies = routed(Role.SHADOW);
        assertThat(copies)
                .isNotEmpty()
                .allSatisfy(copy -> {
                    assertThat(copy.topic()).isEqualTo("in-v2");
                    assertThat(variantFor(inputs.get(header(copy, WeirHeaders.REQUEST_ID))))
                            .isEqualTo("v1");
                })
                .hasSize((int) served().stream()
                        .filter(routed -> routed.topic().equals("in-v1"))
                        .count());
        assertEventsAccountForRecords(copies.size());
        assertThat(records.values(Topics.ROUTE_ACKS))
                .extracting(RouteAck::getRevision)
                .containsExactly(1L);
    }

    @Test
    void shouldGoOnWhereItStoppedAndFollowTables() throws Exception {
        records.publish(table(1, 0));
        write(100);
        try (RecordRouter router = router("records-1")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> served().size() == 100);
            records.publish(table(2, 10_000));
            await().atMost(Duration.ofSeconds(60)).until(() -> router.routes()
                    .get()
                    .table("m")
                    .filter(table -> table.revision() == 2)
                    .isPresent());
            write(100);
            await().atMost(Duration.ofSeconds(60)).until(() -> served().size() == 200);
        }
        write(50);
        try (RecordRouter router = router("records-2")) {
            assertThat(router).isNotNull();
            await().atMost(Duration.ofSeconds(60)).until(() -> served().size() == 250);
        }
        assertThat(served())
                .filteredOn(record -> header(record, WeirHeaders.REVISION).equals("1"))
                .hasSize(100)
                .allSatisfy(record -> assertThat(record.topic())
                        .isEqualTo(header(record, "tier").equals("gold") ? "in-v2" : "in-v1"));
        assertThat(served())
                .filteredOn(record -> header(record, WeirHeaders.REVISION).equals("2"))
                .hasSize(150)
                .allSatisfy(record -> assertThat(record.topic()).isEqualTo("in-v2"));
        assertEventsAccountForRecords(0);
    }

    @Test
    void shouldRouteEachRecordOnceWhateverIsKilledOrComesAndGoes() throws Exception {
        records.publish(table(1, 5_000));
        List<Process> running = new ArrayList<>();
        try (RecordRouter here = router("records-here")) {
            assertThat(here).isNotNull();
            int kills = 0;
            // Two kills at least, and on until one has left a transaction behind that was given up.
            while (kills < 2 || (givenUp() == 0 && kills < 8)) {
                Process victim = process("records-" + kills % 2);
                running.add(victim);
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    write(200);
                    return routedBy("records-") > 0 && hasRoutedSince(victim);
                });
                write(10_000);
                victim.destroyForcibly().waitFor();
                kills++;
                if (kills > 1) {
                    await().atMost(Duration.ofSeconds(90)).until(() -> served().size() >= written);
                }
            }
            assertThat(givenUp()).as("records in transactions given up").isPositive();
        } finally {
            running.forEach(Process::destroyForcibly);
        }
        Set<String> seen = new HashSet<>();
        served().forEach(record -> seen.add(new String(record.value(), UTF_8)));
        assertThat(served()).hasSize(written);
        assertThat(seen).hasSize(written);
        assertOrderOfEachKey();
        List<InferenceEvent> events = records.values(Topics.INFERENCE_EVENTS);
        assertThat(events).hasSize(written);
        assertThat(events.stream().map(InferenceEvent::getRequestId).distinct()).hasSize(written);
    }

    private long routedSoFar;

    /** Returns whether a process has routed records since the last look, so that it is in the midst of it. */
    private boolean hasRoutedSince(Process process) {
        long now = routedBy("records-0") + routedBy("records-1");
        boolean more = process.isAlive() && now > routedSoFar;
        routedSoFar = now;
        return more;
    }

    private long routedBy(String router) {
        return served().stream()
                .filter(record -> header(record, WeirHeaders.ROUTER).startsWith(router)
                        && !header(record, WeirHeaders.ROUTER).equals("records-here"))
                .count();
    }

    /** Records written to the variants' topics by transactions that were given up. */
    private long givenUp() {
        return Stream.of("in-v1", "in-v2").mapToLong(records::abandoned).sum();
    }

    /** Events and reports say second by second the same as the records. */
    private void assertEventsAccountForRecords(int copies) throws Exception {
        List<InferenceEvent> events = records.values(Topics.INFERENCE_EVENTS);
        assertThat(events).hasSize(written + copies);
        Map<String, Long> published = new TreeMap<>();
        for (InferenceEvent event : events) {
            assertThat(event.getRequest()).isNotNull();
            assertThat(event.getLatency()).isNull();
            if (event.getRole() == Role.SERVED) {
                published.merge(
                        event.getTimestamp().getEpochSecond() + " " + event.getRevision() + " " + event.getVariant(),
                        1L,
                        Long::sum);
            }
        }
        Map<String, Long> reported = new TreeMap<>();
        records.values(Topics.ROUTER_REPORTS).forEach(report -> report.getAssigned()
                .forEach((variant, count) -> reported.merge(
                        report.getFrom().getEpochSecond() + " " + report.getRevision() + " " + variant,
                        count,
                        Long::sum)));
        assertThat(reported).isEqualTo(published);
        Map<String, InferenceEvent> byRequest = new TreeMap<>();
        events.forEach(event -> byRequest.put(event.getRequestId() + event.getRole(), event));
        for (ConsumerRecord<byte[], byte[]> record : served()) {
            InferenceEvent begun = WeirHeaders.event(record.headers()).build();
            InferenceEvent event = byRequest.get(begun.getRequestId() + Role.SERVED);
            assertThat(List.of(begun.getVariant(), begun.getTimestamp(), begun.getRevision(), begun.getSidecar()))
                    .isEqualTo(
                            List.of(event.getVariant(), event.getTimestamp(), event.getRevision(), event.getSidecar()));
            assertThat(begun.getReason()).isEqualTo(event.getReason()).isNotEqualTo(AssignmentReason.FALLBACK);
        }
    }

    private void assertOrderOfEachKey() {
        Map<String, Long> last = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : served()) {
            String key = record.topic() + new String(record.key(), UTF_8);
            long number = Long.parseLong(new String(record.value(), UTF_8));
            assertThat(number).isGreaterThan(last.getOrDefault(key, -1L));
            last.put(key, number);
        }
    }

    private static void assertSame(ConsumerRecord<byte[], byte[]> routed, ConsumerRecord<byte[], byte[]> input) {
        assertThat(routed.key()).isEqualTo(input.key());
        assertThat(routed.value()).isEqualTo(input.value());
        assertThat(routed.timestamp()).isEqualTo(input.timestamp());
        assertThat(routed.partition()).isEqualTo(input.partition());
        List<Header> kept = Stream.of(routed.headers().toArray())
                .filter(header -> !header.key().startsWith("weir-"))
                .toList();
        assertThat(kept).containsExactly(input.headers().toArray());
    }

    private static String variantFor(ConsumerRecord<byte[], byte[]> input) {
        if (header(input, "tier").equals("gold")) {
            return "v2";
        }
        String key = input.key() == null
                ? "in-" + input.partition() + "-" + input.offset()
                : input.key().length == 2 ? "ff00" : new String(input.key(), UTF_8);
        return Bucket.of("salt", key) < 2_500 ? "v2" : "v1";
    }

    private List<ConsumerRecord<byte[], byte[]>> served() {
        return routed(Role.SERVED);
    }

    private List<ConsumerRecord<byte[], byte[]>> routed(Role role) {
        return committed.now().stream()
                .filter(record -> header(record, WeirHeaders.ROLE).equals(role.name()))
                .toList();
    }

    private void write(int count) {
        for (int record = 0; record < count; record++) {
            ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(
                    "in", null, WRITTEN_AT + written, bytes("user-" + written % 97), bytes(String.valueOf(written)));
            made.headers().add("tier", bytes(written % 10 == 0 ? "gold" : "none"));
            made.headers().add("twice", bytes("1")).add("twice", bytes("2")).add("nothing", null);
            producer.send(made);
            written++;
        }
        producer.flush();
    }

    private RecordRouter router(String id) {
        return RecordRouter.start(
                RecordRouterProcess.settings(id, broker.bootstrapServers(), directory.resolve("state")),
                new SimpleMeterRegistry());
    }

    private Process process(String id) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordRouterProcess.class.getName(),
                        id,
                        broker.bootstrapServers(),
                        directory.resolve("state").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(id + ".log").toFile())
                .start();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        String text = WeirHeaders.text(record.headers(), name);
        return text == null ? "" : text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static RoutingTable table(long revision, int candidateBps) {
        return RoutingTable.newBuilder(PublishedTables.table(revision, candidateBps))
                .setSegments(List.of(new SegmentRule("tier", "gold", "v2")))
                .build();
    }
}
