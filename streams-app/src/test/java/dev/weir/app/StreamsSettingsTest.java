package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.AppConfigFile;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {
    private static final String TRANSACTION_TIMEOUT = "producer.transaction.timeout.ms";

    @Test
    void shouldBeExactWhateverKafkaIsToldBesides() {
        Properties settings = settings(Map.of("kafka.processing.guarantee", "at_least_once"));
        assertThat(settings).containsEntry("processing.guarantee", "exactly_once_v2");
    }

    @Test
    void shouldGivePartitionsAwaySoonerThanByDefaultUnlessToldOtherwise() {
        assertThat(settings(Map.of())).containsEntry("session.timeout.ms", 15_000);
        assertThat(settings(Map.of("kafka.session.timeout.ms", "40000"))).containsEntry("session.timeout.ms", "40000");
    }

    @Test
    void shouldGiveATransactionTwiceTheLongestTimeBetweenCommits() {
        assertThat(settings(Map.of()))
                .containsEntry(TRANSACTION_TIMEOUT, 40_000)
                .containsEntry("commit.interval.ms", 20_000L);
        assertThat(settings(Map.of("streams.commitInterval", "100ms"))).containsEntry(TRANSACTION_TIMEOUT, 30_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka.transaction.timeout.ms", "kafka.producer.transaction.timeout.ms"})
    void shouldCommitMoreOftenWhereTransactionsAreToBeShorter(String key) {
        assertThat(settings(Map.of(key, "10000")))
                .containsEntry(TRANSACTION_TIMEOUT, 10_000)
                .containsEntry("commit.interval.ms", 5_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100ms", "1s", "2s", "5s", "1m"})
    void shouldBeTakenByKafkaStreamsWithEveryCommitIntervalThatTheFileMayHave(String interval) {
        StreamsConfig taken = new StreamsConfig(settings(Map.of("streams.commitInterval", interval)));
        Map<String, Object> producer = taken.getProducerConfigs("weir");
        assertThat((int) producer.get("transaction.timeout.ms"))
                .isBetween(30_000, 900_000)
                .isGreaterThan(taken.getLong("commit.interval.ms").intValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    kafka.transaction.timeout.ms | 500  | Transaction timeout 500
                    kafka.transaction.timeout.ms | soon | Invalid value soon for configuration transaction.timeout.ms
                    kafka.state.cleanup.delay.ms | soon | Invalid value soon for configuration state.cleanup.delay.ms
                    """)
    void shouldSayWhatKafkaStreamsDoesNotTake(String key, String value, String reason) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldTrySoonAgainWhatCameTooSoonAfterATransaction() {
        assertThat(settings(Map.of())).containsEntry("producer.retry.backoff.ms", 10);
        assertThat(settings(Map.of("kafka.producer.retry.backoff.ms", "100")))
                .containsEntry("producer.retry.backoff.ms", "100");
    }

    @Test
    void shouldLetNoTopicOfATaskWaitForAnotherUnlessToldTo() {
        assertThat(settings(Map.of())).containsEntry("max.task.idle.ms", -1L);
        assertThat(settings(Map.of("kafka.max.task.idle.ms", "0"))).containsEntry("max.task.idle.ms", "0");
    }

    @Test
    void shouldKeepItsPlaceInTheGroupUnderTheNameOfTheInstance() {
        assertThat(settings(Map.of())).containsEntry("main.consumer.group.instance.id", "of-the-directory");
        assertThat(settings(Map.of("streams.instance", "weir-0")))
                .containsEntry("main.consumer.group.instance.id", "weir-0");
    }

    @Test
    void shouldLeaveTheNameThatKafkaIsGivenUnderWhateverPrefix() {
        assertThat(settings(Map.of("kafka.group.instance.id", "weir-0")))
                .containsEntry("group.instance.id", "weir-0")
                .doesNotContainKey("main.consumer.group.instance.id");
    }

    private static Properties settings(Map<String, String> flags) {
        return StreamsSettings.of(AppConfigFile.read(null, Map.of(), flags), "of-the-directory");
    }
}
