package dev.weir.router.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A model this router serves.
 *
 * @param name     logical endpoint
 * @param unit     where a request says what traffic sticks by, or null where it does not
 * @param segments attribute to where a request says it
 * @param timeout  time from the choice of a variant to the end of its answer; positive
 * @param variants variant to its address, at least one; the first serves while the model has no routing table
 */
public record ProxiedModel(
        String name,
        RequestSource unit,
        Map<String, RequestSource> segments,
        Duration timeout,
        Map<String, URI> variants) {

    public ProxiedModel {
        Objects.requireNonNull(name, "name");
        segments = Map.copyOf(segments);
        // Map.copyOf would lose the order, and with it the first variant.
        variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("model " + name + " has no variants");
        }
        if (timeout.isNegative() || timeout.toMillis() == 0) {
            throw new IllegalArgumentException("timeout of model " + name + " must be at least 1ms");
        }
    }

    /** Returns the variant that serves while the model has no routing table. */
    public String firstVariant() {
        return variants.keySet().iterator().next();
    }

    boolean readsBody() {
        return (unit != null && unit.readsBody()) || segments.values().stream().anyMatch(RequestSource::readsBody);
    }
}
