package dev.weir.router.app;

import dev.weir.router.proxy.InputRules;
import dev.weir.router.proxy.LatencyMeasure;
import dev.weir.router.proxy.MirrorRules;
import dev.weir.router.proxy.PathPattern;
import dev.weir.router.proxy.ProxiedModel;
import dev.weir.router.proxy.ProxiedModel.CallRules;
import dev.weir.router.proxy.RequestSource;
import dev.weir.router.proxy.protocol.AnswerFields;
import dev.weir.router.proxy.protocol.Protocol;
import dev.weir.router.proxy.upstream.Connections;
import dev.weir.router.proxy.upstream.HealthRules;
import dev.weir.router.proxy.upstream.VariantAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One model, as the sidecar's file has it.
 *
 * @param protocol     protocol of its requests: {@code open-inference}, {@code tfserving}, {@code openai}, {@code mlflow} or
 *                     {@code generic}; default {@code open-inference}
 * @param unit         where a request says what traffic sticks by; without it each request is split by its id
 * @param segments     attribute to where a request says it
 * @param timeout      time from the choice of a variant to the end of its answer, of one that streams to each next piece;
 *                     default 5 s
 * @param captureBytes bytes of a body and of an answer that are kept in memory; default 1 MiB
 * @param latency      which duration of a streamed answer counts; default {@code last-chunk}
 * @param variants     variant to its address; the first serves while there is no routing table
 * @param paths        paths that ask for a prediction, for the protocol {@code generic}; default every POST
 * @param inputs       whether events tell of the first row of a request, by the names of its protocol; default false
 * @param features     name of a feature or category to where a request has it, for events; default none
 * @param prediction   where its answers have their prediction; default by the protocol
 * @param mirror       which of its requests may be copied to a shadow
 * @param connections  connections to each variant
 * @param health       when a variant counts as down
 * @param capture      what of its inputs and answers events tell; null for what the file says of all models
 */
public record ModelConfig(
        Protocol protocol,
        RequestSource unit,
        Map<String, RequestSource> segments,
        Duration timeout,
        Integer captureBytes,
        LatencyMeasure latency,
        Map<String, VariantAddress> variants,
        List<PathPattern> paths,
        Boolean inputs,
        Map<String, RequestSource> features,
        AnswerFields prediction,
        MirrorRules mirror,
        Connections connections,
        HealthRules health,
        CaptureSettings capture) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    public ModelConfig {
        protocol = protocol == null ? Protocol.named("open-inference") : protocol;
        segments = segments == null ? Map.of() : segments;
        timeout = timeout == null ? TIMEOUT : timeout;
        captureBytes = captureBytes == null ? CallRules.CAPTURE_BYTES : captureBytes;
        latency = latency == null ? LatencyMeasure.LAST_CHUNK : latency;
        inputs = inputs != null && inputs;
        features = features == null ? Map.of() : features;
        mirror = mirror == null ? MirrorRules.DEFAULT : mirror;
        connections = connections == null ? Connections.DEFAULT : connections;
        health = health == null ? HealthRules.DEFAULT : health;
        CallRules calls = new CallRules(timeout, captureBytes, latency, connections, health);
        if (variants == null || variants.isEmpty()) {
            throw new IllegalArgumentException(
                    "variants is missing; write at least one, e.g. v1.0: \"http://127.0.0.1:9001\"");
        }
        if (paths != null && protocol.knowsItsInferences()) {
            throw new IllegalArgumentException("paths is for protocol generic only; " + protocol.name()
                    + " has paths of its own, so leave it out");
        }
        // The same checks as on the way into the proxy, here so that what they refuse has this model's line.
        new ProxiedModel(
                "of the file",
                protocol,
                unit,
                segments,
                variants,
                calls,
                mirror,
                paths,
                inputRules(inputs, features),
                prediction);
    }

    private static InputRules inputRules(boolean inputs, Map<String, RequestSource> features) {
        return inputs || !features.isEmpty() ? new InputRules(inputs, features) : InputRules.NONE;
    }

    ModelConfig withCaptureSalt(String salt) {
        return new ModelConfig(
                protocol,
                unit,
                segments,
                timeout,
                captureBytes,
                latency,
                variants,
                paths,
                inputs,
                features,
                prediction,
                mirror,
                connections,
                health,
                capture == null ? null : capture.withSalt(salt));
    }

    /** Returns the model as the proxy serves it. */
    ProxiedModel proxied(String name) {
        return new ProxiedModel(
                name,
                protocol,
                unit,
                segments,
                variants,
                new CallRules(timeout, captureBytes, latency, connections, health),
                mirror,
                paths,
                inputRules(inputs, features),
                prediction);
    }
}
