package dev.weir.router.records;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records of one model.
 *
 * @param input    topic they come from
 * @param unit     where a record says what traffic sticks by; the key where left out
 * @param segments attribute to where a record says it
 * @param variants variant to the topic its records go to; the first serves while the model has no table
 */
public record RecordStream(
        String input, RecordSource unit, Map<String, RecordSource> segments, Map<String, String> variants) {

    public RecordStream {
        unit = unit == null ? RecordSource.KEY : unit;
        segments = segments == null ? Map.of() : Map.copyOf(segments);
        variants = variants == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        if (input == null || input.isBlank()) {
            throw new IllegalArgumentException("input is missing; write the topic whose records are routed");
        }
        if (variants.isEmpty()) {
            throw new IllegalArgumentException(
                    "variants is missing; write a topic for each, e.g. v1.0: " + input + "-v1");
        }
        if (variants.containsValue(input)) {
            throw new IllegalArgumentException(
                    "variants sends records back to " + input + ", from which they come; write a topic of its own");
        }
        if (new HashSet<>(variants.values()).size() < variants.size()) {
            throw new IllegalArgumentException("variants sends two variants to one topic; write one for each");
        }
    }

    /** Returns the variant that serves while the model has no table. */
    public String firstVariant() {
        return variants.keySet().iterator().next();
    }
}
