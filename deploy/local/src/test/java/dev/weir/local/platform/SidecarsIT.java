package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.local.load.LoadReport;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidecarsIT {

    private static final Digits DIGITS = Digits.load();
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    private static Platform platform;
    private static Sidecars sidecars;

    @BeforeAll
    static void start() {
        platform = Platform.start(directory, DigitVariants.train(DIGITS));
        sidecars = Sidecars.start(platform, directory, DigitVariants.MODEL);
        await().atMost(LIMIT).until(sidecars::ready);
    }

    @AfterAll
    static void stop() {
        sidecars.close();
        platform.close();
    }

    @Test
    void shouldApplyATableAckItAndReportWhatItAssignedToTheLastRequest() throws Exception {
        publish(table(1));
        List<RouteAck> acks = TopicContents.read(platform, Topics.ROUTE_ACKS, seen -> seen.size() >= 2);
        assertThat(acks).extracting(RouteAck::getSidecar).containsExactlyInAnyOrder("edge-1", "edge-2");
        assertThat(acks).extracting(RouteAck::getRevision).containsOnly(1L);
        SidecarAnswers.check(sidecars.adminUrls().get(0), DigitVariants.MODEL);

        LoadReport load = sendLoad(400);

        assertThat(load.broken()).isZero();
        assertThat(load.byVariant().keySet()).containsExactlyInAnyOrder("v1.0", "v2.1");
        assertThat(load.of("v2.1").failures()).isPositive();
        List<InferenceEvent> events =
                TopicContents.read(platform, Topics.INFERENCE_EVENTS, seen -> seen.size() >= load.answered());
        assertThat(counted(events, InferenceEvent::getVariant))
                .isEqualTo(Map.of(
                        "v1.0", load.of("v1.0").requests(),
                        "v2.1", load.of("v2.1").requests()));
        assertThat(events).extracting(InferenceEvent::getRevision).containsOnly(1L);
        assertThat(events).extracting(InferenceEvent::getReason).containsOnly(AssignmentReason.WEIGHT);
        assertThat(failures(events, "v2.1")).isEqualTo(load.of("v2.1").failures());
        assertEachUnitKeepsItsVariant(events);

        // Every event falls into the second, of the sidecar's own clock, in which its request was counted.
        List<RouterReport> reports =
                TopicContents.read(platform, Topics.ROUTER_REPORTS, seen -> assigned(seen) >= load.answered());
        assertThat(assignedBySecond(reports)).isEqualTo(eventsBySecond(events));
    }

    private static LoadReport sendLoad(int requests) {
        try (EventPublisher publisher = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
                LoadGenerator load =
                        LoadGenerator.start(platform.vertx(), sidecars.proxyUrls(), DIGITS.heldOut(), publisher, 150)) {
            await().atMost(LIMIT).until(() -> load.report().answered() >= requests);
            load.stop();
            // On a busy machine answers come after it has stopped to wait for them.
            return await().atMost(LIMIT)
                    .until(load::report, report -> report.answered() + report.broken() == report.sent());
        }
    }

    private static void assertEachUnitKeepsItsVariant(List<InferenceEvent> events) {
        Map<String, List<String>> variantsByUnit = events.stream()
                .collect(Collectors.groupingBy(
                        InferenceEvent::getUnit, Collectors.mapping(InferenceEvent::getVariant, Collectors.toList())));
        assertThat(variantsByUnit.values())
                .allSatisfy(variants -> assertThat(variants).containsOnly(variants.get(0)));
    }

    private static long failures(List<InferenceEvent> events, String variant) {
        return events.stream()
                .filter(event -> event.getVariant().equals(variant))
                .filter(event -> event.getLatency().getStatus() == LatencyStatus.ERROR)
                .count();
    }

    private static <T> Map<String, Long> counted(List<T> records, Function<T, String> key) {
        return records.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    private static Map<String, Long> eventsBySecond(List<InferenceEvent> events) {
        return counted(
                events,
                event -> event.getSidecar() + " " + event.getTimestamp().getEpochSecond() + " " + event.getVariant());
    }

    private static Map<String, Long> assignedBySecond(List<RouterReport> reports) {
        Map<String, Long> assigned = new HashMap<>();
        for (RouterReport report : reports) {
            report.getAssigned()
                    .forEach((variant, count) -> assigned.merge(
                            report.getSidecar() + " " + report.getFrom().getEpochSecond() + " " + variant,
                            count,
                            Long::sum));
        }
        return assigned;
    }

    private static long assigned(List<RouterReport> reports) {
        return reports.stream()
                .flatMap(report -> report.getAssigned().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private static RoutingTable table(long revision) {
        return RoutingTable.newBuilder()
                .setModel(DigitVariants.MODEL)
                .setRevision(revision)
                .setTimestamp(Instant.now())
                .setBaseline("v1.0")
                .setCandidate("v2.1")
                .setWeights(List.of(new VariantWeight("v1.0", 5_000), new VariantWeight("v2.1", 5_000)))
                .setUsers(Map.of())
                .setSegments(List.of())
                .setKillSwitch(false)
                .setSalt("sidecars-it")
                .setDecisionId("d-1")
                .build();
    }

    private static void publish(RoutingTable table) throws Exception {
        AvroSerdes serdes = AvroSerdes.from(platform.kafkaClient());
        try (KafkaProducer<String, RoutingTable> producer = new KafkaProducer<>(
                platform.kafkaClient(), new StringSerializer(), serdes.<RoutingTable>serializer())) {
            producer.send(new ProducerRecord<>(Topics.ROUTES.name(TopicNames.DEFAULT), table.getModel(), table))
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
