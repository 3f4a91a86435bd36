package dev.weir.router.selection;

import java.util.Objects;

/**
 * Sends every request whose attribute has a value to one variant.
 *
 * @param key     attribute, e.g. {@code user_type}
 * @param value   value of the attribute, compared exactly
 * @param variant variant for these requests
 */
public record SegmentRule(String key, String value, String variant) {

    public SegmentRule {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(variant, "variant");
    }
}
