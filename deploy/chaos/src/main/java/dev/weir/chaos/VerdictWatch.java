package dev.weir.chaos;

import dev.weir.topic.Topics;
import java.time.Instant;
import java.util.Map;

/** When verdicts come again. */
final class VerdictWatch implements AutoCloseable {
    private final Reached judgedUntil = new Reached(Topics.MODEL_PARTITIONS);
    private final TopicWatch verdicts;

    VerdictWatch(Map<String, Object> client) {
        this.verdicts = new TopicWatch(
                client,
                Topics.VERDICTS,
                record -> judgedUntil.tell(record.partition(), record.timestamp()),
                judgedUntil::fail);
    }

    /** Looks for every partition to have a committed verdict of after an instant. */
    Reached.Mark mark(Instant instant) {
        return judgedUntil.mark(instant);
    }

    @Override
    public void close() {
        verdicts.close();
    }
}
