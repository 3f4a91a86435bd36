package dev.weir.router.proxy;

import dev.weir.router.proxy.ProxiedModel.CallRules;
import dev.weir.router.proxy.protocol.AnswerFields;
import dev.weir.router.proxy.protocol.Protocol;
import dev.weir.router.proxy.upstream.Connections;
import dev.weir.router.proxy.upstream.HealthRules;
import dev.weir.router.proxy.upstream.VariantAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model as tests need it: what they do not name is as by default. */
final class ModelBuilder {

    private final String name;
    private final Map<String, VariantAddress> variants = new LinkedHashMap<>();
    private final Map<String, RequestSource> segments = new LinkedHashMap<>();
    private Protocol protocol = Protocol.named("open-inference");
    private RequestSource unit = RequestSource.parse("header:X-User-Id");
    private Duration timeout = Duration.ofSeconds(20);
    private int captureBytes = CallRules.CAPTURE_BYTES;
    private LatencyMeasure latency = LatencyMeasure.LAST_CHUNK;
    private Connections connections = Connections.DEFAULT;
    private HealthRules health = HealthRules.DEFAULT;
    private MirrorRules mirror = MirrorRules.DEFAULT;
    private List<PathPattern> paths;
    private InputRules inputs = InputRules.NONE;
    private AnswerFields answers;

    private ModelBuilder(String name) {
        this.name = name;
    }

    static ModelBuilder model(String name) {
        return new ModelBuilder(name);
    }

    ModelBuilder variant(String variant, URI address) {
        return variant(variant, VariantAddress.of(address));
    }

    ModelBuilder variant(String variant, VariantAddress address) {
        variants.put(variant, address);
        return this;
    }

    ModelBuilder protocol(String spoken) {
        protocol = Protocol.named(spoken);
        return this;
    }

    ModelBuilder unit(String source) {
        unit = RequestSource.parse(source);
        return this;
    }

    ModelBuilder segment(String key, String source) {
        segments.put(key, RequestSource.parse(source));
        return this;
    }

    ModelBuilder timeout(Duration longest) {
        timeout = longest;
        return this;
    }

    ModelBuilder captureBytes(int bytes) {
        captureBytes = bytes;
        return this;
    }

    ModelBuilder latency(LatencyMeasure measure) {
        latency = measure;
        return this;
    }

    ModelBuilder connections(Connections rules) {
        connections = rules;
        return this;
    }

    ModelBuilder health(HealthRules rules) {
        health = rules;
        return this;
    }

    ModelBuilder mirror(MirrorRules rules) {
        mirror = rules;
        return this;
    }

    ModelBuilder paths(String... patterns) {
        paths = List.of(patterns).stream().map(PathPattern::parse).toList();
        return this;
    }

    ModelBuilder inputs(InputRules rules) {
        inputs = rules;
        return this;
    }

    ModelBuilder answers(AnswerFields fields) {
        answers = fields;
        return this;
    }

    ProxiedModel build() {
        return new ProxiedModel(
                name,
                protocol,
                unit,
                segments,
                variants,
                new CallRules(timeout, captureBytes, latency, connections, health),
                mirror,
                paths,
                inputs,
                answers);
    }
}
