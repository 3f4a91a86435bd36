package dev.weir.router.embedded;

import static dev.weir.router.app.PublishedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.app.Broker;
import dev.weir.router.app.BrokerRecords;
import dev.weir.schema.RouteAck;
import dev.weir.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many routers as stand beside the services of a team, on one broker. How quick they are is measured elsewhere. */
class FiftyRoutersIT {

    private static final int ROUTERS = 50;
    private static final int TABLES = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<WeirRouter> routers = new ArrayList<>();
    private Broker broker;
    private BrokerRecords records;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(directory.resolve("kafka"));
        records = new BrokerRecords(broker);
        records.createTopics();
        for (int number = 0; number < ROUTERS; number++) {
            String id = "router-" + number;
            routers.add(WeirRouter.start(
                    RouterSettings.of(id, records.clients(), Map.of("m", "v1")).withStateDir(directory.resolve(id))));
        }
        for (WeirRouter router : routers) {
            assertThat(router.awaitReady(LIMIT)).isTrue();
        }
    }

    @AfterEach
    void stop() {
        routers.parallelStream().forEach(WeirRouter::close);
        broker.close();
    }

    @Test
    void shouldChangeTheDecisionInEveryRouterAndHaveAnAckOfEach() throws Exception {
        for (int revision = 1; revision <= TABLES; revision++) {
            long appended = revision;
            String expected = revision % 2 == 0 ? "v2" : "v1";
            records.publish(table(revision, revision % 2 == 0 ? 10_000 : 0));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(routers).allSatisfy(router -> {
                Decision decision = router.decide("m", "user-1", Map.of());
                assertThat(decision.revision()).isEqualTo(appended);
                assertThat(decision.variant()).isEqualTo(expected);
            }));
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(records.values(Topics.ROUTE_ACKS))
                .hasSize(ROUTERS * TABLES));
        List<RouteAck> acks = records.values(Topics.ROUTE_ACKS);
        for (int number = 0; number < ROUTERS; number++) {
            String id = "router-" + number;
            assertThat(acks)
                    .filteredOn(ack -> ack.getSidecar().equals(id))
                    .extracting(RouteAck::getRevision)
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
        }
    }
}
