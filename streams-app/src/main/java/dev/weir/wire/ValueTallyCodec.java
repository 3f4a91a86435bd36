package dev.weir.wire;

import dev.weir.window.NumberTally;
import dev.weir.window.ValueTally;
import dev.weir.window.WordTally;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What requests had in their fields, packed: bins by how far they are from the one before, numbers as long as they are
 * large.
 */
final class ValueTallyCodec {
    private ValueTallyCodec() {}

    static void write(ValueTally tally, ByteWriter to) {
        to.writeLong(tally.requests());
        to.writeLong(tally.numbers().size());
        tally.numbers().forEach((field, counted) -> {
            to.writeText(field);
            write(counted, to);
        });
        to.writeLong(tally.words().size());
        tally.words().forEach((field, counted) -> {
            to.writeText(field);
            write(counted, to);
        });
    }

    private static void write(NumberTally tally, ByteWriter to) {
        to.writeLong(tally.halvings());
        to.writeLong(tally.size());
        int before = 0;
        for (int i = 0; i < tally.size(); i++) {
            to.writeLong((long) tally.bin(i) - before);
            to.writeLong(tally.count(i));
            before = tally.bin(i);
        }
    }

    private static void write(WordTally tally, ByteWriter to) {
        to.writeLong(tally.others());
        to.writeLong(tally.counts().size());
        tally.counts().forEach((word, count) -> {
            to.writeText(word);
            to.writeLong(count);
        });
    }

    /**
     * Reads what was written.
     *
     * @throws IndexOutOfBoundsException if it ends too soon
     * @throws IllegalArgumentException  if a figure is out of range
     */
    static ValueTally read(BinaryFields from) {
        long requests = from.readLong();
        SortedMap<String, NumberTally> numbers = new TreeMap<>();
        for (int left = from.readCount(); left > 0; left--) {
            numbers.put(from.readText(), readNumbers(from));
        }
        SortedMap<String, WordTally> words = new TreeMap<>();
        for (int left = from.readCount(); left > 0; left--) {
            words.put(from.readText(), readWords(from));
        }
        return new ValueTally(requests, numbers, words);
    }

    private static NumberTally readNumbers(BinaryFields from) {
        int halvings = (int) from.readLong();
        int[] bins = new int[from.readCount()];
        long[] counts = new long[bins.length];
        int before = 0;
        for (int i = 0; i < bins.length; i++) {
            bins[i] = (int) (before + from.readLong());
            counts[i] = from.readLong();
            before = bins[i];
        }
        return new NumberTally(halvings, bins, counts);
    }

    private static WordTally readWords(BinaryFields from) {
        long others = from.readLong();
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int left = from.readCount(); left > 0; left--) {
            counts.put(from.readText(), from.readLong());
        }
        return new WordTally(counts, others);
    }
}
