package dev.weir.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicCheckTest {

    @Test
    void shouldFindNothingWrongWithTopicsAsCreated() {
        assertThat(new TopicCheck(TopicNames.DEFAULT, asCreated()).problems()).isEmpty();
    }

    @Test
    void shouldAcceptOtherCountsAsLongAsEachGroupIsEqual() {
        Map<String, TopicState> found = asCreated();
        Topics.modelKeyed()
                .forEach(topic -> found.computeIfPresent(
                        topic.name(TopicNames.DEFAULT), (name, state) -> new TopicState(24, state.cleanupPolicy())));

        assertThat(new TopicCheck(TopicNames.DEFAULT, found).problems()).isEmpty();
    }

    @Test
    void shouldSayHowToCreateAMissingTopic() {
        Map<String, TopicState> found = asCreated();
        found.remove("weir.decisions");

        assertThat(new TopicCheck(TopicNames.DEFAULT, found).problems())
                .singleElement()
                .hasToString("weir.decisions does not exist; to mend it: weir topics create");
    }

    @Test
    void shouldSayHowToBringATopicUpToTheOthersOfItsGroup() {
        Map<String, TopicState> found = asCreated();
        found.put("weir.outcomes", new TopicState(3, Set.of("delete")));

        assertThat(new TopicCheck(TopicNames.DEFAULT, found).problems())
                .singleElement()
                .isEqualTo(new TopicProblem(
                        "weir.outcomes",
                        "has 3 partitions, but the largest of the topics keyed by requestId has 12 and all must have the"
                                + " same",
                        "kafka-topics.sh --bootstrap-server BROKER --alter --topic weir.outcomes --partitions 12"
                                + " (with nothing writing to it)"));
    }

    @Test
    void shouldSayHowToSetTheRightCleanupPolicy() {
        Map<String, TopicState> found = asCreated();
        found.put("weir.routes", new TopicState(6, Set.of("delete", "compact")));

        assertThat(new TopicCheck(TopicNames.DEFAULT, found).problems())
                .singleElement()
                .isEqualTo(new TopicProblem(
                        "weir.routes",
                        "has cleanup.policy compact,delete, must be compact",
                        "kafka-configs.sh --bootstrap-server BROKER --entity-type topics --entity-name weir.routes"
                                + " --alter --add-config cleanup.policy=compact"));
    }

    @Test
    void shouldNameEveryTopicOfAnEmptyBroker() {
        assertThat(new TopicCheck(TopicNames.DEFAULT, Map.of()).problems())
                .extracting(TopicProblem::topic)
                .containsExactlyElementsOf(
                        Topics.all().stream().map(TopicNames.DEFAULT::of).toList());
    }

    private static Map<String, TopicState> asCreated() {
        Map<String, TopicState> found = new HashMap<>();
        Topics.all()
                .forEach(topic -> found.put(
                        topic.name(TopicNames.DEFAULT), new TopicState(topic.partitions(), topic.cleanupPolicy())));
        return found;
    }
}
