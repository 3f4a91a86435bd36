package dev.weir.wire;

import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads from the bytes of an event what was asked and answered, as far as that is counted, once {@link EventDecoder} knows
 * where it stands. Not safe for use by several threads.
 */
final class ContentDecoder {
    private static final int NAMES = 4_096;
    private static final int WORDS = 16_384;

    private final BinaryFields fields = new BinaryFields();
    private final TextCache names = new TextCache(NAMES);
    private final TextCache words = new TextCache(WORDS);

    /** The request part that begins at an index, without its size. */
    Asked asked(byte[] event, int at) {
        fields.begin(event, at);
        Map<String, Double> features = new HashMap<>();
        for (long left = fields.readBlock(); left > 0; left = fields.readBlock()) {
            for (; left > 0; left--) {
                features.put(fields.readText(names), fields.readDouble());
            }
        }
        Map<String, String> categories = new HashMap<>();
        for (long left = fields.readBlock(); left > 0; left = fields.readBlock()) {
            for (; left > 0; left--) {
                categories.put(fields.readText(names), fields.readText(words));
            }
        }
        return new Asked(features, categories, null);
    }

    /** The prediction part that begins at an index, without its text and its embedding. */
    Answer answer(byte[] event, int at) {
        fields.begin(event, at);
        String label = fields.isPresent() ? fields.readText(words) : null;
        Double score = fields.isPresent() ? (Double) fields.readDouble() : null;
        Double value = fields.isPresent() ? (Double) fields.readDouble() : null;
        return new Answer(label, score, value, null, null);
    }
}
