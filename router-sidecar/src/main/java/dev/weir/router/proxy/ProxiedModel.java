package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.AnswerFields;
import dev.weir.router.proxy.protocol.Protocol;
import dev.weir.router.proxy.upstream.Connections;
import dev.weir.router.proxy.upstream.HealthRules;
import dev.weir.router.proxy.upstream.VariantAddress;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A model this router serves.
 *
 * @param name     logical endpoint
 * @param protocol how its requests look
 * @param unit     where a request says what traffic sticks by, or null where it does not
 * @param segments attribute to where a request says it
 * @param variants variant to its address, at least one; the first serves while the model has no routing table
 * @param calls    how its variants are called
 * @param mirror   which of its requests may be copied to a shadow
 * @param paths    paths that ask for a prediction, for the protocol {@code generic}; null for every POST
 * @param inputs   what events tell of its requests
 * @param answers  where its answers have their prediction; null for by the protocol's own rules
 */
public record ProxiedModel(
        String name,
        Protocol protocol,
        RequestSource unit,
        Map<String, RequestSource> segments,
        Map<String, VariantAddress> variants,
        CallRules calls,
        MirrorRules mirror,
        List<PathPattern> paths,
        InputRules inputs,
        AnswerFields answers) {

    /**
     * How the variants of a model are called.
     *
     * @param timeout      time from the choice of a variant to the end of its answer, of one that streams to each next piece;
     *                     at least 1 ms
     * @param captureBytes bytes of a body and of an answer that are kept in memory: for a second try at the baseline, for a
     *                     copy to the shadow, and to read the prediction; 0 or more
     * @param latency      which duration of a streamed answer counts
     * @param connections  connections to each variant
     * @param health       when a variant counts as down
     */
    public record CallRules(
            Duration timeout, int captureBytes, LatencyMeasure latency, Connections connections, HealthRules health) {

        /** Size up to which bodies are kept unless the file says otherwise: 1 MiB. */
        public static final int CAPTURE_BYTES = 1 << 20;

        public CallRules {
            if (timeout.toMillis() < 1) {
                throw new IllegalArgumentException("timeout must be at least 1ms");
            }
            if (captureBytes < 0) {
                throw new IllegalArgumentException("captureBytes is " + captureBytes + ", must be 0 or more bytes");
            }
            Objects.requireNonNull(latency, "latency");
            Objects.requireNonNull(connections, "connections");
            Objects.requireNonNull(health, "health");
        }

        /** Returns the defaults under a timeout. */
        public static CallRules of(Duration timeout) {
            return new CallRules(
                    timeout, CAPTURE_BYTES, LatencyMeasure.LAST_CHUNK, Connections.DEFAULT, HealthRules.DEFAULT);
        }
    }

    public ProxiedModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(inputs, "inputs");
        segments = Map.copyOf(segments);
        // Map.copyOf would lose the order, and with it the first variant.
        variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        paths = paths == null ? null : List.copyOf(paths);
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("model " + name + " has no variants");
        }
        long priced = variants.values().stream()
                .filter(address -> address.price() != null)
                .count();
        if (priced != 0 && priced != variants.size()) {
            throw new IllegalArgumentException("some variants have a price and some have none, so"
                    + " that their costs cannot be compared; write one for each, or for none");
        }
    }

    /** Returns the variant that serves while the model has no routing table. */
    public String firstVariant() {
        return variants.keySet().iterator().next();
    }

    /** Returns whether a request of protocol {@code generic} asks for a prediction. */
    boolean isInference(HttpMethod method, String path) {
        return paths == null
                ? method.equals(HttpMethod.POST)
                : paths.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Returns whether its variants are spoken to by files, which may have changed although their names have not. */
    boolean readsFiles() {
        return variants.values().stream()
                .map(VariantAddress::tls)
                .anyMatch(tls -> tls.ca() != null || tls.cert() != null);
    }
}
