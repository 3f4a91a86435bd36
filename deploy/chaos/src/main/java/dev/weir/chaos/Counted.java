package dev.weir.chaos;

import dev.weir.event.Observation;
import dev.weir.topic.Topics;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairLosses;
import dev.weir.window.PairTally;
import dev.weir.wire.StateCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the observe tasks counted: the sum of all deltas that were committed. */
final class Counted implements AutoCloseable {
    private final TopicReader topic;
    private final StateCodec codec = new StateCodec();
    private final Map<Figures.Cell, Figures> figures = new HashMap<>();
    private Pairs.Counts pairs = Pairs.Counts.NONE;
    private PairLosses pairLosses = PairLosses.NONE;
    private final Map<String, OutcomeTally> outcomes = new TreeMap<>();
    private long duplicateOutcomes;

    Counted(Map<String, Object> client) {
        this.topic = new TopicReader(client, Topics.DELTAS);
    }

    void readOn() {
        topic.readOn(this::add);
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        if (codec.readMessage(record.value()) instanceof StateCodec.Message.Counted counted) {
            counted.deltas().forEach(this::add);
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
        for (Delta.Outcomes counted : delta.outcomes()) {
            duplicateOutcomes += counted.tally().losses().duplicate();
            if (counted.cell().revision() != Observation.NO_REVISION) {
                outcomes.merge(counted.cell().variant(), counted.tally(), OutcomeTally::plus);
            }
        }
        for (Delta.Pairs counted : delta.pairs()) {
            PairTally tally = counted.tally();
            pairs = pairs.plus(new Pairs.Counts(tally.pairs(), tally.compared(), tally.matches()));
            pairLosses = pairLosses.plus(tally.losses());
        }
    }

    private static Figures.Cell cell(String model, dev.weir.window.Cell cell) {
        return new Figures.Cell(
                model, cell.second(), cell.variant(), cell.role() == dev.weir.event.Role.SHADOW, cell.segments());
    }

    Map<Figures.Cell, Figures> figures() {
        figures.values().removeIf(Figures.NONE::equals);
        return figures;
    }

    /** Shadow pairs. */
    Pairs.Counts pairs() {
        return pairs;
    }

    /** What came besides. */
    PairLosses pairLosses() {
        return pairLosses;
    }

    /** What became known of routed requests with an experiment; only one model has one. */
    Told.Tallies tallies() {
        Map<String, Told.Arm> arms = new TreeMap<>();
        outcomes.forEach((variant, tally) -> arms.put(
                variant,
                new Told.Arm(
                        tally.requests(),
                        tally.successes().n(),
                        tally.successes().sum())));
        return new Told.Tallies(arms, duplicateOutcomes);
    }

    @Override
    public void close() {
        topic.close();
    }
}
