package dev.weir.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

    @Test
    void shouldNameEveryTopicOfTheContractInItsOrderAndThenItsOwn() {
        assertThat(Topics.all())
                .extracting(topic -> topic.name(TopicNames.DEFAULT))
                .containsExactly(
                        "weir.inference-events",
                        "weir.outcomes",
                        "weir.rollouts",
                        "weir.commands",
                        "weir.metrics",
                        "weir.verdicts",
                        "weir.decisions",
                        "weir.routes",
                        "weir.route-acks",
                        "weir.router-reports",
                        "weir.shadow-samples",
                        "weir.alerts",
                        "weir.dead-letters",
                        "weir.deltas");
    }

    @Test
    void shouldHaveTheBrokerSayWhenAnEventWasThere() {
        assertThat(Topics.INFERENCE_EVENTS.config()).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @ParameterizedTest
    @CsvSource({
        "inference-events, 12, delete, 604800000",
        "outcomes, 12, delete, 604800000",
        "rollouts, 6, compact,",
        "commands, 6, delete, 31536000000",
        "metrics, 6, delete, 604800000",
        "verdicts, 6, delete, 31536000000",
        "decisions, 6, delete, 31536000000",
        "routes, 6, compact,",
        "route-acks, 6, delete, 604800000",
        "router-reports, 6, delete, 604800000",
        "shadow-samples, 6, delete, 604800000",
        "alerts, 6, delete, 2592000000",
        "dead-letters, 6, delete, 2592000000",
        "deltas, 6, delete, 21600000",
    })
    void shouldKeepTopicsAsLongAsTheContractSays(String suffix, int partitions, String policy, String retentionMs) {
        Topic<?> topic = Topics.all().stream()
                .filter(t -> t.suffix().equals(suffix))
                .findFirst()
                .orElseThrow();

        assertThat(topic.partitions()).isEqualTo(partitions);
        assertThat(topic.config()).containsEntry("cleanup.policy", policy);
        assertThat(topic.config().get("retention.ms")).isEqualTo(retentionMs);
    }

    @Test
    void shouldPutEveryTopicButDeadLettersInOneGroupOfEqualPartitions() {
        List<Topic<?>> grouped = new ArrayList<>(Topics.requestKeyed());
        grouped.addAll(Topics.modelKeyed());
        grouped.add(Topics.DEAD_LETTERS);

        assertThat(grouped).containsExactlyInAnyOrderElementsOf(Topics.all());
        assertThat(Topics.requestKeyed()).extracting(Topic::partitions).containsOnly(Topics.REQUEST_PARTITIONS);
        assertThat(Topics.modelKeyed()).extracting(Topic::partitions).containsOnly(Topics.MODEL_PARTITIONS);
    }

    @Test
    void shouldPutThePrefixInFront() {
        assertThat(Topics.ROUTES.name(new TopicNames("team-a.weir_"))).isEqualTo("team-a.weir_routes");
        assertThat(Topics.ROUTES.name(new TopicNames(""))).isEqualTo("routes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir/", "we ir.", "größe.", "weir:"})
    void shouldRefuseAPrefixKafkaWouldNotTake(String prefix) {
        assertThatThrownBy(() -> new TopicNames(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + prefix + "\"")
                .hasMessageContaining("use letters, digits");
    }

    @Test
    void shouldRefuseAPrefixThatLeavesNoRoomForSuffixes() {
        assertThatThrownBy(() -> new TopicNames("x".repeat(201)))
                .hasMessage("topic prefix has 201 characters: use at most 200");
    }
}
