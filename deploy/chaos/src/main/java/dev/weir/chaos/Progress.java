package dev.weir.chaos;

import dev.weir.topic.Topics;
import dev.weir.wire.StateCodec;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How far the partitions of events have been read, by what was committed. */
final class Progress implements AutoCloseable {
    private final StateCodec codec = new StateCodec();
    private final Reached readUntil = new Reached(Topics.REQUEST_PARTITIONS);
    private final TopicWatch deltas;

    Progress(Map<String, Object> client) {
        this.deltas = new TopicWatch(client, Topics.DELTAS, this::take, readUntil::fail);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key().length == 0 && codec.readMessage(record.value()) instanceof StateCodec.Message.Read told) {
            readUntil.tell(told.watermark().partition(), told.watermark().observedUntilMillis());
        }
    }

    /** Looks for every partition to have been read past an instant. */
    Reached.Mark mark(Instant instant) {
        return readUntil.mark(instant);
    }

    @Override
    public void close() {
        deltas.close();
    }
}
