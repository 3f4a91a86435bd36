package dev.weir.chaos;

import dev.weir.schema.OutcomeEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;

/** What the topic of outcomes says: of each request the first that was told of it. */
final class Told implements AutoCloseable {
    private final TopicReader topic;
    private final Deserializer<OutcomeEvent> outcomes;
    private final Map<String, Boolean> successes = new HashMap<>();
    private long duplicates;

    /**
     * Requests of one variant, and their outcomes.
     *
     * @param requests  requests served
     * @param told      of these, those of which it is known whether they were answered right
     * @param successes of these, those that were
     */
    record Arm(long requests, long told, long successes) {}

    /**
     * Requests with an experiment, and their outcomes.
     *
     * @param arms       by variant
     * @param duplicates outcomes told again
     */
    record Tallies(Map<String, Arm> arms, long duplicates) {
        /** Requests with an outcome of the variant that has fewest, so that none was compared of nothing. */
        long fewest() {
            return arms.size() < 2
                    ? 0
                    : arms.values().stream().mapToLong(Arm::told).min().orElse(0);
        }
    }

    Told(Map<String, Object> client) {
        this.topic = new TopicReader(client, Topics.OUTCOMES);
        this.outcomes = AvroSerdes.from(client).deserializer(OutcomeEvent.class);
    }

    void readOn() {
        topic.readOn(record -> {
            OutcomeEvent outcome = outcomes.deserialize(record.topic(), record.value());
            duplicates += successes.putIfAbsent(outcome.getRequestId(), outcome.getSuccess()) == null ? 0 : 1;
        });
    }

    /** The plain join with the requests that were served, by variant. */
    Tallies join(Map<String, Set<String>> requests) {
        Map<String, Arm> arms = new TreeMap<>();
        requests.forEach((variant, ids) -> arms.put(variant, join(ids)));
        return new Tallies(arms, duplicates);
    }

    private Arm join(Set<String> ids) {
        List<Boolean> told =
                ids.stream().map(successes::get).filter(Objects::nonNull).toList();
        long right = told.stream().filter(Boolean::booleanValue).count();
        return new Arm(ids.size(), told.size(), right);
    }

    @Override
    public void close() {
        topic.close();
    }
}
