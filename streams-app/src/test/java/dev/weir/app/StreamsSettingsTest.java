package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.AppConfigFile;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {
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
    void shouldGiveATransactionThreeTimesAsLongAsByDefaultUnlessToldOtherwise() {
        assertThat(settings(Map.of())).containsEntry("transaction.timeout.ms", 30_000);
        assertThat(settings(Map.of("kafka.transaction.timeout.ms", "10000")))
                .containsEntry("transaction.timeout.ms", "10000");
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
