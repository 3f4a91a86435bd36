package dev.weir.chaos;

import dev.weir.schema.OutcomeEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;

/** What the topic of outcomes says: of each request the first that was told of it. */
final class Told implements AutoCloseable {
    private final TopicReader topic;
    private final Deserializer<OutcomeEvent> outcomes;
    private final Map<String, Boolean> successes = new HashMap<>();
    private long duplicates;

    /**
     * Requests with an experiment, and their outcomes.
     *
     * @param requests   requests served
     * @param told       of these, those of which it is known whether they were answered right
     * @param successes  of these, those that were
     * @param duplicates outcomes told again
     */
    record Tallies(long requests, long told, long successes, long duplicates) {}

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

    /** The plain join with the requests that were served. */
    Tallies join(Set<String> requests) {
        long told = successes.keySet().stream().filter(requests::contains).count();
        long right = successes.entrySet().stream()
                .filter(each -> each.getValue() && requests.contains(each.getKey()))
                .count();
        return new Tallies(requests.size(), told, right, duplicates);
    }

    @Override
    public void close() {
        topic.close();
    }
}
