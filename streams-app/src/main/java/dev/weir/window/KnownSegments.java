package dev.weir.window;

import dev.weir.event.Segments;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Bounds the sets of attributes that are kept apart for a model. Not safe for use by several threads. */
final class KnownSegments {
    /** Different sets of attributes kept apart for a model; the rest is counted as {@link Segments#OTHER}. */
    static final int LARGEST_SEGMENTS = 200;

    private static final int LARGEST_MODELS = 100_000;

    private final Map<String, Set<String>> byModel = new HashMap<>();

    /** The attributes in canonical form, their values replaced where a model has too many different ones. */
    String bounded(String model, String canonical) {
        if (byModel.size() >= LARGEST_MODELS && !byModel.containsKey(model)) {
            byModel.clear();
        }
        Set<String> known = byModel.computeIfAbsent(model, key -> new HashSet<>());
        if (known.contains(canonical)) {
            return canonical;
        }
        if (known.size() < LARGEST_SEGMENTS) {
            known.add(canonical);
            return canonical;
        }
        return Segments.others(canonical);
    }
}
