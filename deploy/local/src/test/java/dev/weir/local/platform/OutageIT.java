package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.local.load.LoadReport;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to events and users while the broker is gone. */
class OutageIT {

    private static final Digits DIGITS = Digits.load();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Platform platform;

    @BeforeEach
    void start() {
        platform = Platform.start(directory, DigitVariants.train(DIGITS));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void shouldDeliverEachEventOnceThatWasPublishedWhileTheBrokerWasGone() {
        try (EventPublisher publisher = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT)) {
            IntStream.range(0, 100).forEach(number -> publish(publisher, number));
            await().atMost(LIMIT).until(() -> publisher.stats().published() == 100);
            platform.kafka().kill();
            IntStream.range(100, 200).forEach(number -> publish(publisher, number));

            platform.kafka().restart();

            await().atMost(LIMIT).until(() -> publisher.stats().published() == 200);
            assertThat(publisher.stats().dropped()).isZero();
            assertThat(publisher.stats().failed()).isZero();
            List<OutcomeEvent> read = TopicContents.read(platform, Topics.OUTCOMES, seen -> seen.size() >= 200);
            assertThat(read)
                    .extracting(OutcomeEvent::getRequestId)
                    .doesNotHaveDuplicates()
                    .hasSize(200);
        }
    }

    @Test
    void shouldPublishWhatWasQueuedBeforeTheBrokerWasThere() {
        platform.kafka().kill();
        try (EventPublisher publisher = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT)) {
            IntStream.range(0, 50).forEach(number -> publish(publisher, number));
            assertThat(publisher.stats().published()).isZero();

            platform.kafka().restart();

            await().atMost(LIMIT).until(() -> publisher.stats().published() == 50);
        }
    }

    @Test
    void shouldServeUsersThroughTheSidecarsWhileTheBrokerIsGoneAndPublishTheirEventsLater() {
        try (Sidecars sidecars = Sidecars.start(platform, directory, DigitVariants.MODEL);
                EventPublisher outcomes = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT)) {
            await().atMost(LIMIT).until(sidecars::ready);
            LoadReport report;
            try (LoadGenerator load =
                    LoadGenerator.start(platform.vertx(), sidecars.proxyUrls(), DIGITS.heldOut(), outcomes, 100)) {
                await().atMost(LIMIT).until(() -> load.report().answered() >= 50);
                platform.kafka().kill();
                await().atMost(LIMIT).until(() -> load.report().answered() >= 350);
                platform.kafka().restart();
                report = load.stop();
            }

            assertThat(report.broken()).isZero();
            assertThat(report.of(DigitVariants.V1_0).failures()).isZero();
            List<InferenceEvent> events =
                    TopicContents.read(platform, Topics.INFERENCE_EVENTS, seen -> seen.size() >= report.answered());
            assertThat(events).extracting(InferenceEvent::getRequestId).doesNotHaveDuplicates();
        }
    }

    private static void publish(EventPublisher publisher, int number) {
        boolean taken = publisher.publish(OutcomeEvent.newBuilder()
                .setRequestId("request-" + number)
                .setModel(DigitVariants.MODEL)
                .setTimestamp(Instant.now())
                .setSuccess(true)
                .build());
        assertThat(taken).isTrue();
    }
}
