package dev.weir.shadow;

import java.util.Map;

/**
 * What a request asked, as far as its event tells.
 *
 * @param features   numbers by name
 * @param categories words by name
 * @param sizeBytes  size of the request in bytes; null where it is not told
 */
public record Asked(Map<String, Double> features, Map<String, String> categories, Long sizeBytes) {
    private static final int NUMBER_BYTES = 8;

    public Asked {
        features = Map.copyOf(features);
        categories = Map.copyOf(categories);
    }

    /** About how much room it takes, bytes. */
    public int size() {
        int size = 0;
        for (String name : features.keySet()) {
            size += 2 * name.length() + NUMBER_BYTES;
        }
        for (Map.Entry<String, String> category : categories.entrySet()) {
            size += 2 * (category.getKey().length() + category.getValue().length());
        }
        return size;
    }
}
