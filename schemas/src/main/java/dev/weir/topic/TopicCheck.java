package dev.weir.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares the topics of a broker with the catalogue; a pure function of both. */
final class TopicCheck {

    private final TopicNames names;
    private final Map<String, TopicState> found;

    /**
     * Prepares a comparison.
     *
     * @param names the prefix in force
     * @param found state of each topic the broker has, by full name
     */
    TopicCheck(TopicNames names, Map<String, TopicState> found) {
        this.names = names;
        this.found = Map.copyOf(found);
    }

    /** Returns every problem: missing topics, unequal partition counts within a group, wrong cleanup policies. */
    List<TopicProblem> problems() {
        List<TopicProblem> problems = new ArrayList<>();
        for (Topic<?> topic : Topics.all()) {
            TopicState state = found.get(names.of(topic));
            if (state == null) {
                problems.add(new TopicProblem(names.of(topic), "does not exist", "weir topics create"));
            } else if (!state.cleanupPolicy().equals(topic.cleanupPolicy())) {
                problems.add(wrongPolicy(topic, state));
            }
        }
        addUnequal(Topics.requestKeyed(), "requestId", problems);
        addUnequal(Topics.modelKeyed(), "model", problems);
        return problems;
    }

    private TopicProblem wrongPolicy(Topic<?> topic, TopicState state) {
        String policy = policyText(topic.cleanupPolicy());
        return new TopicProblem(
                names.of(topic),
                "has cleanup.policy " + policyText(state.cleanupPolicy()) + ", must be " + policy,
                "kafka-configs.sh --bootstrap-server BROKER --entity-type topics --entity-name " + names.of(topic)
                        + " --alter --add-config cleanup.policy=" + policy);
    }

    private static String policyText(Set<String> policy) {
        return String.join(",", new TreeSet<>(policy));
    }

    /** Partitions can be added, never taken away: the largest count of the group is the one all can reach. */
    private void addUnequal(List<Topic<?>> group, String key, List<TopicProblem> problems) {
        List<Topic<?>> existing = group.stream()
                .filter(topic -> found.containsKey(names.of(topic)))
                .toList();
        int largest = existing.stream().mapToInt(this::partitions).max().orElse(0);
        for (Topic<?> topic : existing) {
            if (partitions(topic) != largest) {
                problems.add(new TopicProblem(
                        names.of(topic),
                        "has " + partitions(topic) + " partitions, but the largest of the topics keyed by " + key
                                + " has " + largest + " and all must have the same",
                        "kafka-topics.sh --bootstrap-server BROKER --alter --topic " + names.of(topic)
                                + " --partitions " + largest + " (with nothing writing to it)"));
            }
        }
    }

    private int partitions(Topic<?> topic) {
        return found.get(names.of(topic)).partitions();
    }
}
