package dev.weir.router.embedded;

import static dev.weir.router.app.PublishedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.router.app.Broker;
import dev.weir.router.app.BrokerRecords;
import dev.weir.router.selection.Reason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.Role;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowRoute;
import dev.weir.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library against a real broker. */
class WeirRouterIT {

    private static final int REQUESTS = 1_000;

    @TempDir
    private Path directory;

    private Broker broker;
    private BrokerRecords records;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(directory.resolve("kafka"));
        records = new BrokerRecords(broker);
        records.createTopics();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void shouldFollowTablesAndAccountForEveryDecision() throws Exception {
        records.publish(table(1, 0));
        try (WeirRouter router = WeirRouter.start(settings(records.clients()))) {
            assertThat(router.awaitReady(Duration.ofSeconds(60))).isTrue();
            assertThat(router.decide("m", "before", Map.of()).variant()).isEqualTo("v1");
            records.publish(table(2, 5_000));
            await().until(() -> router.revision("m") == 2);
            for (int request = 1; request < REQUESTS; request++) {
                Decision decision = router.decide("m", "user-" + request, Map.of("tier", "gold"));
                assertThat(router.publish(decision.event()
                                .setLatency(LatencyPart.newBuilder()
                                        .setDurationMicros(1_000)
                                        .setStatus(LatencyStatus.OK)
                                        .build())
                                .build()))
                        .isTrue();
            }
            assertThat(router.isStale()).isFalse();
            assertThatThrownBy(() -> router.decide("other", "u", Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("model other is none of [m]");
        }
        List<InferenceEvent> events = records.values(Topics.INFERENCE_EVENTS);
        assertThat(events).hasSize(REQUESTS - 1).allSatisfy(event -> {
            assertThat(event.getSidecar()).isEqualTo("library-1");
            assertThat(event.getRevision()).isEqualTo(2);
            assertThat(event.getFirstOfUnit()).isTrue();
            assertThat(event.getSegments()).containsEntry("tier", "gold");
        });
        Map<String, Long> published = new TreeMap<>();
        events.forEach(event -> published.merge(cell(event.getTimestamp(), event.getVariant()), 1L, Long::sum));
        Map<String, Long> reported = new TreeMap<>();
        List<RouterReport> reports = records.values(Topics.ROUTER_REPORTS);
        reports.stream().filter(report -> report.getRevision() == 2).forEach(report -> report.getAssigned()
                .forEach((variant, count) -> reported.merge(cell(report.getFrom(), variant), count, Long::sum)));
        assertThat(reported).isEqualTo(published);
        assertThat(reports)
                .filteredOn(report ->
                        report.getRevision() == 1 && report.getAssigned().containsKey("v1"))
                .singleElement()
                .satisfies(report -> assertThat(report.getAssigned()).containsEntry("v1", 1L));
        assertThat(records.values(Topics.ROUTE_ACKS))
                .extracting(RouteAck::getRevision)
                .containsExactly(1L, 2L);
    }

    @Test
    void shouldDecideByTheTablesItKeptWhenItStartsWithoutKafka() throws Exception {
        records.publish(RoutingTable.newBuilder(table(3, 10_000))
                .setShadow(new ShadowRoute("v1", 10_000))
                .build());
        try (WeirRouter router = WeirRouter.start(settings(records.clients()))) {
            assertThat(router.awaitReady(Duration.ofSeconds(60))).isTrue();
        }
        Map<String, String> away = new HashMap<>(records.clients());
        away.put("bootstrap.servers", "127.0.0.1:1");
        try (WeirRouter router = WeirRouter.start(settings(away))) {
            assertThat(router.awaitReady(Duration.ofSeconds(60))).isTrue();
            Decision decision = router.decide("m", "u", Map.of());
            assertThat(decision.variant()).isEqualTo("v2");
            assertThat(decision.revision()).isEqualTo(3);
            assertThat(decision.shadow()).isEqualTo("v1");
            assertThat(decision.shadowEvent().build())
                    .satisfies(event -> assertThat(event.getRole()).isEqualTo(Role.SHADOW))
                    .satisfies(event -> assertThat(event.getRequestId()).isEqualTo(decision.requestId()));
        }
        try (WeirRouter router = WeirRouter.start(settings(away).withStateDir(directory.resolve("empty")))) {
            Decision decision = router.decide("m", "u", Map.of());
            assertThat(decision.variant()).isEqualTo("v1");
            assertThat(decision.reason()).isEqualTo(Reason.FALLBACK);
            assertThat(router.isReady()).isFalse();
            assertThatThrownBy(decision::shadowEvent).hasMessageContaining("has no copy");
        }
    }

    private RouterSettings settings(Map<String, String> clients) {
        return RouterSettings.of("library-1", clients, Map.of("m", "v1")).withStateDir(directory.resolve("state"));
    }

    private static String cell(Instant timestamp, String variant) {
        return timestamp.getEpochSecond() + " " + variant;
    }
}
