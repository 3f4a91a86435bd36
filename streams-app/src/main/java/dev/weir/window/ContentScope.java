package dev.weir.window;

import java.util.Set;

/**
 * Of which requests of a model it is counted what was asked and answered: nobody else pays for it.
 *
 * @param variants    versions whose served requests are looked at
 * @param features    fields of requests that are counted; none for all
 * @param predictions whether answers are counted
 */
public record ContentScope(Set<String> variants, Set<String> features, boolean predictions) {
    public ContentScope {
        variants = Set.copyOf(variants);
        features = Set.copyOf(features);
    }

    boolean wants(String feature) {
        return features.isEmpty() || features.contains(feature);
    }
}
