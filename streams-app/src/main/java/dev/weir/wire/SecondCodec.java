package dev.weir.wire;

import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.Completeness;
import dev.weir.evidence.SecondCounts;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Delta.Count;
import dev.weir.window.Delta.Pairs;
import dev.weir.window.KeptWindow;
import dev.weir.window.PairTally;
import dev.weir.window.Totals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Counts by second and by window as bytes, as those of a delta: names stand once before all, numbers are as long as they
 * are large. What cannot be is answered by an {@link IndexOutOfBoundsException} or an {@link IllegalArgumentException}. Not
 * safe for use by several threads.
 */
final class SecondCodec {
    private static final int KNOWN_NAMES = 1 << 10;

    private final ByteWriter entries = new ByteWriter();
    private final ByteWriter whole = new ByteWriter();
    private final CellWriter cells = new CellWriter(entries);
    private final TallyWriter tallies = new TallyWriter(entries);
    private final TextCache names = new TextCache(KNOWN_NAMES);
    private final Function<PairTally, byte[]> pairWriter;
    private final Function<byte[], PairTally> pairReader;

    /** With what writes and reads counts of pairs. */
    SecondCodec(Function<PairTally, byte[]> pairWriter, Function<byte[], PairTally> pairReader) {
        this.pairWriter = pairWriter;
        this.pairReader = pairReader;
    }

    /** What has been counted of an open second, without which it is. */
    byte[] write(SecondCounts open) {
        entries.writeLong(open.partitions().size());
        for (Delta delta : open.partitions()) {
            entries.writeLong(delta.partition());
            write(delta.counts(), delta.pairs());
        }
        return whole();
    }

    SecondCounts readOpen(long second, byte[] bytes) {
        Entries read = new Entries(bytes);
        return new SecondCounts(second, read.list(() -> {
            int partition = (int) read.fields.readLong();
            return new Delta(partition, read.counts(second), List.of(), read.pairs(second));
        }));
    }

    /** A closed second, without which it is. */
    byte[] write(ClosedSecond closed) {
        entries.writeLong(closed.leftOut());
        write(closed.counts(), closed.pairs());
        return whole();
    }

    ClosedSecond readClosed(long second, byte[] bytes) {
        Entries read = new Entries(bytes);
        long leftOut = read.fields.readLong();
        return new ClosedSecond(second, read.counts(second), read.pairs(second), leftOut);
    }

    /** A window of figures, without which it is. */
    byte[] write(KeptWindow window) {
        entries.writeByte(window.reported() ? 1 : 0);
        entries.writeLong(window.figures().size());
        for (Totals totals : window.figures()) {
            entries.writeLong(totals.end().getEpochSecond() - window.start());
            cells.name(totals.variant());
            entries.writeByte((totals.shadow() ? 1 : 0) | (totals.segment() == null ? 0 : 2));
            if (totals.segment() != null) {
                cells.name(totals.segment());
            }
            tallies.write(totals.tally());
            entries.writeLong(totals.late());
        }
        return whole();
    }

    KeptWindow readWindow(long start, byte[] bytes) {
        Entries read = new Entries(bytes);
        boolean reported = read.fields.readBoolean();
        return new KeptWindow(start, reported, read.list(() -> read.totals(start)));
    }

    /** How complete the last seconds were. */
    byte[] write(List<Completeness.Share> shares) {
        entries.writeLong(shares.size());
        long before = 0;
        for (Completeness.Share share : shares) {
            entries.writeLong(share.second() - before);
            cells.name(share.variant());
            entries.writeLong(share.counted());
            entries.writeLong(share.missing());
            before = share.second();
        }
        return whole();
    }

    List<Completeness.Share> readShares(byte[] bytes) {
        Entries read = new Entries(bytes);
        long[] second = {0};
        return read.list(() -> {
            second[0] += read.fields.readLong();
            return new Completeness.Share(second[0], read.cells.name(), read.fields.readLong(), read.fields.readLong());
        });
    }

    private void write(List<Count> counts, List<Pairs> pairs) {
        entries.writeLong(counts.size());
        for (Count count : counts) {
            cells.write(count.cell());
            tallies.write(count.tally());
        }
        entries.writeLong(pairs.size());
        for (Pairs counted : pairs) {
            cells.write(counted.cell());
            entries.writeBytes(pairWriter.apply(counted.tally()));
        }
    }

    private byte[] whole() {
        whole.clear();
        cells.writeNames(whole);
        whole.append(entries);
        entries.clear();
        cells.clear();
        return whole.toByteArray();
    }

    /** What stands behind the names. */
    private final class Entries {
        private final BinaryFields fields = new BinaryFields();
        private final TallyReader tallies = new TallyReader(fields);
        private final CellReader cells;

        Entries(byte[] bytes) {
            fields.begin(bytes, 0);
            cells = new CellReader(fields, names);
        }

        <T> List<T> list(Supplier<T> entry) {
            int size = fields.readCount();
            List<T> all = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                all.add(entry.get());
            }
            return all;
        }

        List<Count> counts(long second) {
            return list(() -> {
                Cell cell = cells.read(second);
                return new Count(cell, tallies.read());
            });
        }

        List<Pairs> pairs(long second) {
            return list(() -> {
                Cell cell = cells.read(second);
                return new Pairs(cell, pairReader.apply(fields.readBytes()));
            });
        }

        Totals totals(long start) {
            Instant end = Instant.ofEpochSecond(start + fields.readLong());
            String variant = cells.name();
            int kind = fields.readByte();
            String segment = (kind & 2) == 0 ? null : cells.name();
            return new Totals(
                    Instant.ofEpochSecond(start),
                    end,
                    variant,
                    (kind & 1) == 1,
                    segment,
                    tallies.read(),
                    fields.readLong());
        }
    }
}
