package dev.weir.topology;

import dev.weir.wire.ModelPieces;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Pieces of the states of models. A piece that does not fit into a record of the store's changelog is cut: a broker takes
 * records up to 1 MB unless told otherwise, and the trial of a busy model with many strata is larger.
 */
final class ModelStore {
    /** Largest part, bytes. */
    static final int LARGEST_PIECE = 512 * 1024;

    // A key is the model, the piece's name and the number of the part, which is the first for nearly all. Separators
    // sort before all that a name may hold, so that pieces of a model, and parts of a piece, stand together in their
    // order.
    private static final char SEPARATOR = '\u0000';
    private static final char FIRST_PART = '\u0001';

    private final KeyValueStore<String, byte[]> parts;
    private final Set<String> cut = new HashSet<>();

    /** A store of which {@link #forEach} is to be read before anything is put into it. */
    ModelStore(KeyValueStore<String, byte[]> parts) {
        this.parts = parts;
    }

    /** The pieces of a model. */
    ModelPieces.Shelf of(String model) {
        return new ModelPieces.Shelf() {
            @Override
            public void put(String piece, byte[] bytes) {
                ModelStore.this.put(model, piece, bytes);
            }

            @Override
            public void remove(String from, String to) {
                removeAll(model + SEPARATOR + from, model + SEPARATOR + to);
            }
        };
    }

    private void put(String model, String piece, byte[] bytes) {
        String first = key(model, piece, FIRST_PART);
        if (bytes.length > LARGEST_PIECE || cut.contains(first)) {
            putParts(model, piece, bytes);
        } else {
            parts.put(first, bytes);
        }
    }

    private void putParts(String model, String piece, byte[] bytes) {
        cut.add(key(model, piece, FIRST_PART));
        char part = FIRST_PART;
        for (int from = 0; from < bytes.length || part == FIRST_PART; from += LARGEST_PIECE) {
            parts.put(
                    key(model, piece, part++),
                    Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + LARGEST_PIECE)));
        }
        while (parts.get(key(model, piece, part)) != null) {
            parts.delete(key(model, piece, part++));
        }
    }

    private void removeAll(String from, String to) {
        // No key is as short as a name, so that it does not matter that the store's range includes its end.
        List<String> gone = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> stored = parts.range(from, to)) {
            stored.forEachRemaining(entry -> gone.add(entry.key));
        }
        gone.forEach(parts::delete);
    }

    /** Every model and its pieces, by their names. */
    void forEach(BiConsumer<String, SortedMap<String, byte[]>> action) {
        Map<String, SortedMap<String, ByteArrayOutputStream>> models = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> stored = parts.all()) {
            stored.forEachRemaining(entry -> {
                String key = entry.key;
                int end = key.lastIndexOf(SEPARATOR);
                int middle = key.lastIndexOf(SEPARATOR, end - 1);
                // What another version stored has one separator.
                String model = key.substring(0, middle < 0 ? end : middle);
                String piece = key.substring(middle < 0 ? end + 1 : middle + 1, middle < 0 ? key.length() : end);
                if (middle >= 0 && key.charAt(end + 1) != FIRST_PART) {
                    cut.add(key(model, piece, FIRST_PART));
                }
                models.computeIfAbsent(model, name -> new TreeMap<>())
                        .computeIfAbsent(piece, name -> new ByteArrayOutputStream())
                        .writeBytes(entry.value);
            });
        }
        models.forEach((model, pieces) -> {
            SortedMap<String, byte[]> whole = new TreeMap<>();
            pieces.forEach((piece, bytes) -> whole.put(piece, bytes.toByteArray()));
            action.accept(model, whole);
        });
    }

    private static String key(String model, String piece, char part) {
        return model + SEPARATOR + piece + SEPARATOR + part;
    }
}
