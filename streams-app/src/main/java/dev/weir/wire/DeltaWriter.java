package dev.weir.wire;

import dev.weir.event.Role;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import dev.weir.window.ValueTally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the deltas of many models into few messages. Of a busy application most of what is written are these, so that each
 * count takes some dozens of bytes: names stand once in a message, numbers are as long as they are large, and zeros are not
 * there. Not safe for use by several threads.
 *
 * <pre>
 * message = tag, partition, names, entry...
 * entry   = MODEL name | COUNT cell tally | CORRECTION cell tally admission | PAIRS cell bytes | OUTCOMES cell bytes
 *         | CONTENTS cell bytes bytes
 * </pre>
 */
final class DeltaWriter {
    static final int MODEL = 0;
    static final int COUNT = 1;
    static final int CORRECTION = 2;
    static final int PAIRS = 3;
    static final int OUTCOMES = 4;
    static final int CONTENTS = 5;

    private final byte tag;
    private final int largest;
    private final Function<PairTally, byte[]> pairs;
    private final Function<OutcomeTally, byte[]> outcomes;
    private final Function<ValueTally, byte[]> values;
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final ByteWriter entries = new ByteWriter();
    private final ByteWriter message = new ByteWriter();
    private final List<byte[]> messages = new ArrayList<>();
    private int partition;
    private String model;
    private int nameBytes;

    /**
     * @param tag      first byte of each message
     * @param largest  bytes after which a message is followed by another
     * @param pairs    writes counts of pairs
     * @param outcomes writes counts of outcomes
     * @param values   writes what requests had in their fields
     */
    DeltaWriter(
            byte tag,
            int largest,
            Function<PairTally, byte[]> pairs,
            Function<OutcomeTally, byte[]> outcomes,
            Function<ValueTally, byte[]> values) {
        this.tag = tag;
        this.largest = largest;
        this.pairs = pairs;
        this.outcomes = outcomes;
        this.values = values;
    }

    /** The deltas as messages, to be read in their order; none if they hold nothing. */
    List<byte[]> write(Map<String, Delta> deltas) {
        messages.clear();
        deltas.forEach(this::write);
        close();
        return List.copyOf(messages);
    }

    private void write(String name, Delta delta) {
        if (delta.partition() != partition) {
            close();
            partition = delta.partition();
        }
        model = name;
        boolean begun = entries.size() > 0;
        if (begun) {
            begin();
        }
        for (Delta.Count count : delta.counts()) {
            entry(COUNT, count.cell());
            write(count.tally());
        }
        // What is to be corrected goes first.
        for (Delta.Correction correction : delta.corrections()) {
            entry(CORRECTION, correction.cell());
            write(correction.tally());
            entries.writeByte(
                    correction.admission() == null
                            ? 0
                            : 1 + correction.admission().ordinal());
        }
        for (Delta.Pairs counted : delta.pairs()) {
            entry(PAIRS, counted.cell());
            entries.writeBytes(pairs.apply(counted.tally()));
        }
        for (Delta.Outcomes counted : delta.outcomes()) {
            entry(OUTCOMES, counted.cell());
            entries.writeBytes(outcomes.apply(counted.tally()));
        }
        for (Delta.Contents counted : delta.contents()) {
            entry(CONTENTS, counted.cell());
            entries.writeBytes(values.apply(counted.asked()));
            entries.writeBytes(values.apply(counted.answered()));
        }
    }

    private void begin() {
        entries.writeByte(MODEL);
        name(model);
    }

    private void entry(int kind, Cell cell) {
        if (entries.size() + nameBytes > largest) {
            close();
        }
        if (entries.size() == 0) {
            begin();
        }
        entries.writeByte(kind);
        entries.writeLong(cell.second());
        entries.writeLong(cell.revision());
        name(cell.variant());
        name(cell.segments());
        entries.writeByte(cell.admission().ordinal() << 1 | (cell.role() == Role.SHADOW ? 1 : 0));
    }

    private void name(String name) {
        Integer known = names.get(name);
        if (known == null) {
            known = names.size();
            names.put(name, known);
            nameBytes += name.length();
        }
        entries.writeLong(known);
    }

    private void close() {
        if (entries.size() > 0) {
            message.clear();
            message.writeByte(tag);
            message.writeLong(partition);
            message.writeLong(names.size());
            names.keySet().forEach(message::writeText);
            message.append(entries);
            messages.add(message.toByteArray());
        }
        entries.clear();
        names.clear();
        nameBytes = 0;
    }

    private void write(Tally tally) {
        long[] numbers = {
            tally.requestParts(),
            tally.predictionParts(),
            tally.calls(),
            tally.errors(),
            tally.timeouts(),
            tally.routed(),
            tally.durationSum(),
            tally.cpuSum(),
            tally.memorySum(),
            tally.costSum()
        };
        Histogram[] histograms = {tally.durations(), tally.cpu(), tally.memory(), tally.cost()};
        UnitSample units = tally.units();
        long there = 0;
        int bit = 0;
        for (long number : numbers) {
            there |= (number == 0 ? 0L : 1L) << bit++;
        }
        for (Histogram histogram : histograms) {
            there |= (histogram.total() == 0 ? 0L : 1L) << bit++;
        }
        there |= (units.buckets() == 0 && units.sampledSize() == 0 ? 0L : 1L) << bit;
        entries.writeLong(there);
        for (long number : numbers) {
            if (number != 0) {
                entries.writeLong(number);
            }
        }
        for (Histogram histogram : histograms) {
            if (histogram.total() != 0) {
                write(histogram);
            }
        }
        if (there >>> bit != 0) {
            write(units);
        }
    }

    private void write(Histogram histogram) {
        entries.writeLong(histogram.overflow());
        entries.writeLong(histogram.size());
        int[] before = {0};
        histogram.forEach((bin, count) -> {
            entries.writeLong(bin - before[0]);
            entries.writeLong(count);
            before[0] = bin;
        });
    }

    private void write(UnitSample units) {
        entries.writeBits(units.buckets());
        entries.writeLong(units.sampledSize());
        if (units.sampledSize() > 0) {
            for (long identity : units.sampled()) {
                entries.writeBits(identity);
            }
        }
    }
}
