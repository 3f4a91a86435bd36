package dev.weir.shadow;

import java.util.List;

/**
 * What a variant answered to one request; what it did not answer is null.
 *
 * @param label     class it chose
 * @param score     its confidence in that, 0 to 1
 * @param value     number it predicted
 * @param text      text it wrote; may be empty
 * @param embedding vector it made
 */
public record Answer(String label, Double score, Double value, String text, List<Float> embedding) {
    /** No answer, or one of which nothing is told. */
    public static final Answer NONE = new Answer(null, null, null, null, null);

    private static final int FLOAT_BYTES = 4;

    public Answer {
        embedding = embedding == null ? null : List.copyOf(embedding);
    }

    /** About how much room it takes, bytes. */
    public int size() {
        return length(label) + length(text) + (embedding == null ? 0 : FLOAT_BYTES * embedding.size());
    }

    private static int length(String words) {
        return words == null ? 0 : 2 * words.length();
    }
}
