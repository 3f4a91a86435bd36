package dev.weir.wire;

import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Extent;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairTally;
import dev.weir.window.ValueTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Writes the deltas of many models into few messages. Of a busy application most of what is written are these, so that each
 * count takes some dozens of bytes: names stand once in a message, numbers are as long as they are large, and zeros are not
 * there. Not safe for use by several threads.
 *
 * <pre>
 * message = tag, partition, UNKNOWN | KNOWN from until, names, entry...
 * entry   = MODEL name treatment | COUNT cell tally | CORRECTION cell tally admission | PAIRS cell bytes | OUTCOMES cell bytes
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
    static final int UNKNOWN = 0;
    static final int KNOWN = 1;

    private final byte tag;
    private final int largest;
    private final Function<PairTally, byte[]> pairs;
    private final Function<OutcomeTally, byte[]> outcomes;
    private final Function<ValueTally, byte[]> values;
    private final ByteWriter entries = new ByteWriter();
    private final CellWriter cells = new CellWriter(entries);
    private final TallyWriter tallies = new TallyWriter(entries);
    private final ByteWriter message = new ByteWriter();
    private final List<byte[]> messages = new ArrayList<>();
    private int partition;
    private Extent.Place from;
    private Extent.Place until;
    private String model;
    private Extent.Treatment treatment;

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
        Extent extent = delta.extent();
        Extent.Place newFrom = extent == null ? null : extent.from();
        Extent.Place newUntil = extent == null ? null : extent.until();
        boolean isSame = Objects.equals(newFrom, from) && Objects.equals(newUntil, until);
        if (delta.partition() != partition || !isSame) {
            close();
            partition = delta.partition();
            from = newFrom;
            until = newUntil;
        }
        model = name;
        treatment = extent == null ? Extent.Treatment.COUNTED : extent.treatment();
        boolean begun = entries.size() > 0;
        if (begun) {
            begin();
        }
        for (Delta.Count count : delta.counts()) {
            entry(COUNT, count.cell());
            tallies.write(count.tally());
        }
        // What is to be corrected goes first.
        for (Delta.Correction correction : delta.corrections()) {
            entry(CORRECTION, correction.cell());
            tallies.write(correction.tally());
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
        cells.name(model);
        entries.writeLong(treatment.copiedSince());
        entries.writeByte(treatment.joined() ? 1 : 0);
    }

    private void entry(int kind, Cell cell) {
        if (entries.size() + cells.nameBytes() > largest) {
            close();
        }
        if (entries.size() == 0) {
            begin();
        }
        entries.writeByte(kind);
        entries.writeLong(cell.second());
        cells.write(cell);
    }

    private void close() {
        if (entries.size() > 0) {
            message.clear();
            message.writeByte(tag);
            message.writeLong(partition);
            message.writeByte(from == null ? UNKNOWN : KNOWN);
            if (from != null) {
                place(from);
                place(until);
            }
            cells.writeNames(message);
            message.append(entries);
            messages.add(message.toByteArray());
        }
        entries.clear();
        cells.clear();
    }

    private void place(Extent.Place place) {
        message.writeLong(place.events());
        message.writeLong(place.outcomes());
        message.writeLong(place.readMillis());
    }
}
