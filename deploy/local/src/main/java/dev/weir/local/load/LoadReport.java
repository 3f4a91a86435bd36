package dev.weir.local.load;

import java.util.Map;

/**
 * Counts since the load began; sent = answered + broken + those still on their way.
 *
 * @param sent requests sent
 * @param answered requests with an answer, whatever its status
 * @param broken requests whose connection failed or that got no answer in time
 * @param skipped requests due but not sent because too many were on their way
 * @param outcomes truths published
 * @param byVariant what came from which variant, by the sidecar's {@code X-Weir-Variant}
 */
public record LoadReport(
        long sent, long answered, long broken, long skipped, long outcomes, Map<String, VariantLoad> byVariant) {

    public LoadReport {
        byVariant = Map.copyOf(byVariant);
    }

    /** What came from the variant; zeros if nothing did. */
    public VariantLoad of(String variant) {
        return byVariant.getOrDefault(variant, VariantLoad.NONE);
    }
}
