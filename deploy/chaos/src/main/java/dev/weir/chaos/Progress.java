package dev.weir.chaos;

import dev.weir.topic.Topics;
import dev.weir.wire.StateCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far the partitions of events have been read, by what was committed. */
final class Progress implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final TopicReader deltas;
    private final StateCodec codec = new StateCodec();
    private final Map<Integer, Long> readUntil = new HashMap<>();

    Progress(Map<String, Object> client) {
        this.deltas = new TopicReader(client, Topics.DELTAS);
    }

    /**
     * Waits until every partition has been read past an instant.
     *
     * @return the time from the instant until then; empty if it takes longer than the patience
     */
    Optional<Duration> awaitPast(Instant instant, Duration patience) {
        while (!isPast(instant)) {
            if (Duration.between(instant, Instant.now()).compareTo(patience) > 0) {
                return Optional.empty();
            }
            deltas.poll(POLL, record -> {
                if (record.key().length == 0
                        && codec.readMessage(record.value()) instanceof StateCodec.Message.Read told) {
                    readUntil.merge(
                            told.watermark().partition(), told.watermark().observedUntilMillis(), Math::max);
                }
            });
        }
        return Optional.of(Duration.between(instant, Instant.now()));
    }

    private boolean isPast(Instant instant) {
        return readUntil.size() == Topics.REQUEST_PARTITIONS
                && readUntil.values().stream().allMatch(until -> until > instant.toEpochMilli());
    }

    @Override
    public void close() {
        deltas.close();
    }
}
