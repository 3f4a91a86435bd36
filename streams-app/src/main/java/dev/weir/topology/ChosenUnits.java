package dev.weir.topology;

import dev.weir.event.UnitChoice;
import dev.weir.event.UnitMemory;
import dev.weir.wire.UnitChoiceCodec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The stored part of a memory of units: what was chosen between two commits is one piece, deleted as a whole when the ten
 * minutes of all in it are over.
 */
final class ChosenUnits {
    /** A broker takes records up to 1 MB unless told otherwise. */
    private static final int LARGEST_PIECE = 16_384;

    private final String prefix;
    private final KeyValueStore<String, byte[]> store;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long next;

    private record Piece(String key, long latestMillis) {}

    /** The pieces below a prefix of a store; every choice in them is told in the order in which they were made. */
    ChosenUnits(String prefix, KeyValueStore<String, byte[]> store, Consumer<UnitChoice> memory) {
        this.prefix = prefix;
        this.store = store;
        // Keys come in order, so that the pieces do.
        try (KeyValueIterator<String, byte[]> stored = store.all()) {
            stored.forEachRemaining(entry -> {
                if (entry.key.startsWith(prefix)) {
                    List<UnitChoice> choices = UnitChoiceCodec.read(entry.value);
                    choices.forEach(memory);
                    pieces.add(new Piece(entry.key, latest(choices)));
                    next = Long.parseLong(entry.key.substring(prefix.length())) + 1;
                }
            });
        }
    }

    /** Stores what was chosen since the last commit, and deletes what nobody asks for any more. */
    void store(List<UnitChoice> choices, long forgottenBefore) {
        for (int from = 0; from < choices.size(); from += LARGEST_PIECE) {
            List<UnitChoice> piece = choices.subList(from, Math.min(choices.size(), from + LARGEST_PIECE));
            String key = prefix + String.format(Locale.ROOT, "%019d", next++);
            store.put(key, UnitChoiceCodec.write(piece));
            pieces.add(new Piece(key, latest(piece)));
        }
        while (!pieces.isEmpty() && UnitMemory.isOver(pieces.peek().latestMillis(), forgottenBefore)) {
            store.delete(pieces.remove().key());
        }
    }

    private static long latest(List<UnitChoice> choices) {
        return choices.stream().mapToLong(UnitChoice::assignedMillis).max().orElse(Long.MIN_VALUE);
    }
}
