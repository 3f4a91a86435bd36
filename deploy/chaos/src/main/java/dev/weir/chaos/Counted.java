package dev.weir.chaos;

import dev.weir.topic.Topics;
import dev.weir.window.Delta;
import dev.weir.window.PairTally;
import dev.weir.window.Watermark;
import dev.weir.wire.StateCodec;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the observe tasks counted: the sum of all deltas that were committed. */
final class Counted implements AutoCloseable {
    private final TopicReader topic;
    private final StateCodec codec = new StateCodec();
    private final Map<Figures.Cell, Figures> figures = new HashMap<>();
    private final Map<Integer, Long> readUntil = new HashMap<>();
    private PairTally pairs = PairTally.EMPTY;

    Counted(Map<String, Object> client) {
        this.topic = new TopicReader(client, Topics.DELTAS);
    }

    void readOn() {
        topic.readOn(this::add);
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        StateCodec.Message message = codec.readMessage(record.value());
        if (message instanceof StateCodec.Message.Read told) {
            Watermark watermark = told.watermark();
            readUntil.merge(watermark.partition(), watermark.observedUntilMillis(), Math::max);
        } else if (message instanceof StateCodec.Message.Counted counted) {
            add(new String(record.key(), StandardCharsets.UTF_8), counted.delta());
        }
    }

    private void add(String model, Delta delta) {
        for (Delta.Count count : delta.counts()) {
            figures.merge(cell(model, count.cell()), Figures.of(count.tally()), Figures::plus);
        }
        for (Delta.Correction correction : delta.corrections()) {
            // Others move a count to another use within its second.
            if (correction.admission() == null) {
                figures.merge(cell(model, correction.cell()), Figures.of(correction.tally()), Figures::minus);
            }
        }
        for (Delta.Pairs counted : delta.pairs()) {
            pairs = pairs.plus(counted.tally().accountOnly());
        }
    }

    private static Figures.Cell cell(String model, dev.weir.window.Cell cell) {
        return new Figures.Cell(model, cell.second(), cell.variant(), cell.role() == dev.weir.event.Role.SHADOW);
    }

    Map<Figures.Cell, Figures> figures() {
        figures.values().removeIf(Figures.NONE::equals);
        return figures;
    }

    /** Shadow pairs and what came besides. */
    PairTally pairs() {
        return pairs;
    }

    @Override
    public void close() {
        topic.close();
    }
}
