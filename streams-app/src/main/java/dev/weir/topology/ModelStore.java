package dev.weir.topology;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * States of models, in pieces that fit into a record of the store's changelog: a broker takes records up to 1 MB unless
 * told otherwise, and a busy model with many strata has more to remember.
 */
final class ModelStore {
    /** Largest piece, bytes. */
    static final int LARGEST_PIECE = 512 * 1024;

    private static final char SEPARATOR = '\u0000';

    private final KeyValueStore<String, byte[]> pieces;

    ModelStore(KeyValueStore<String, byte[]> pieces) {
        this.pieces = pieces;
    }

    /** Stores the state of a model in the place of the one before. */
    void put(String model, byte[] state) {
        int piece = 0;
        for (int from = 0; from < state.length || piece == 0; from += LARGEST_PIECE) {
            pieces.put(
                    key(model, piece++), Arrays.copyOfRange(state, from, Math.min(state.length, from + LARGEST_PIECE)));
        }
        while (pieces.delete(key(model, piece)) != null) {
            piece++;
        }
    }

    /** Every model and its state. */
    void forEach(BiConsumer<String, byte[]> action) {
        Map<String, ByteArrayOutputStream> states = new TreeMap<>();
        // Keys come in order, so that the pieces of a model do.
        try (KeyValueIterator<String, byte[]> stored = pieces.all()) {
            stored.forEachRemaining(entry -> states.computeIfAbsent(
                            entry.key.substring(0, entry.key.lastIndexOf(SEPARATOR)),
                            model -> new ByteArrayOutputStream())
                    .writeBytes(entry.value));
        }
        states.forEach((model, state) -> action.accept(model, state.toByteArray()));
    }

    private static String key(String model, int piece) {
        return model + SEPARATOR + String.format(Locale.ROOT, "%06d", piece);
    }
}
