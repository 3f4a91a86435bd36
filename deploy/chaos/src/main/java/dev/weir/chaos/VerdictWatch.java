package dev.weir.chaos;

import dev.weir.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** When verdicts come again. */
final class VerdictWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final TopicReader verdicts;
    private final Map<Integer, Long> latest = new HashMap<>();

    VerdictWatch(Map<String, Object> client) {
        this.verdicts = new TopicReader(client, Topics.VERDICTS);
    }

    /**
     * Waits until every partition has a committed verdict of after an instant.
     *
     * @return the time from the instant until then; empty if it takes longer than the patience
     */
    Optional<Duration> awaitEverywhere(Instant instant, Duration patience) {
        while (latest.size() < Topics.MODEL_PARTITIONS
                || latest.values().stream().anyMatch(millis -> millis <= instant.toEpochMilli())) {
            if (Duration.between(instant, Instant.now()).compareTo(patience) > 0) {
                return Optional.empty();
            }
            verdicts.poll(POLL, record -> latest.merge(record.partition(), record.timestamp(), Math::max));
        }
        return Optional.of(Duration.between(instant, Instant.now()));
    }

    @Override
    public void close() {
        verdicts.close();
    }
}
