package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.OutcomeEvent;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformIT {

    private static final Digits DIGITS = Digits.load();

    @TempDir
    static Path directory;

    private static Platform platform;

    @BeforeAll
    static void start() {
        platform = Platform.start(directory, DigitVariants.train(DIGITS));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void shouldHaveEveryTopicAsTheContractWantsIt() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrapServers()))) {
            assertThat(new TopicAdmin(admin, TopicNames.DEFAULT).check()).isEmpty();
        }
    }

    @Test
    void shouldCarryTheTruthAboutEachAnsweredRequestThroughBrokerAndRegistry() {
        // Straight to the models: what is tested is the load and the way of its outcomes, not the routing.
        List<String> urls = List.copyOf(platform.variantUrls().values());
        try (EventPublisher publisher = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
                LoadGenerator load = LoadGenerator.start(platform.vertx(), urls, DIGITS.heldOut(), publisher, 100)) {
            List<OutcomeEvent> read = TopicContents.read(platform, Topics.OUTCOMES, seen -> seen.size() >= 50);

            assertThat(load.report().answered()).isGreaterThanOrEqualTo(read.size());
            assertThat(load.report().broken()).isZero();
            assertThat(load.report().of("unnamed").failures()).isPositive();
            assertThat(read)
                    .extracting(OutcomeEvent::getLabel)
                    .isSubsetOf("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
            assertThat(read).extracting(OutcomeEvent::getRequestId).doesNotHaveDuplicates();
        }
    }
}
