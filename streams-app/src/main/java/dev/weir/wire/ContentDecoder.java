package dev.weir.wire;

import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads from the bytes of an event what was asked and answered, once {@link EventDecoder} knows where it stands. Not safe for use
 * by several threads.
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
        Long sizeBytes = fields.isPresent() ? (Long) fields.readLong() : null;
        return new Asked(features, categories, sizeBytes);
    }

    /** The prediction part that begins at an index, without its text and its embedding. */
    Answer answer(byte[] event, int at) {
        fields.begin(event, at);
        String label = fields.isPresent() ? fields.readText(words) : null;
        Double score = fields.isPresent() ? (Double) fields.readDouble() : null;
        Double value = fields.isPresent() ? (Double) fields.readDouble() : null;
        return new Answer(label, score, value, null, null);
    }

    /** All of the prediction part that begins at an index. */
    Answer wholeAnswer(byte[] event, int at) {
        Answer answer = answer(event, at);
        String text = fields.isPresent() ? fields.readText() : null;
        List<Float> embedding = fields.isPresent() ? embedding() : null;
        return new Answer(answer.label(), answer.score(), answer.value(), text, embedding);
    }

    private List<Float> embedding() {
        List<Float> embedding = new ArrayList<>();
        for (long left = fields.readBlock(); left > 0; left = fields.readBlock()) {
            for (; left > 0; left--) {
                embedding.add(fields.readFloat());
            }
        }
        return embedding;
    }
}
