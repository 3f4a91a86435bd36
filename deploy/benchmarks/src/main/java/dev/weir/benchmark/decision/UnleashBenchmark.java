package dev.weir.benchmark.decision;

import io.getunleash.DefaultUnleash;
import io.getunleash.UnleashContext;
import io.getunleash.util.UnleashConfig;
import io.getunleash.variant.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Unleash's Java client, offline on a bootstrap of twenty toggles: a strategy constrained to {@code tier}, else variants of
 * 90 and 10 % by user id. No metrics are sent and nothing changes underneath, which only favours it.
 *
 * <p>{@code deploy/benchmarks/run decision Unleash}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class UnleashBenchmark {

    private static final String TOGGLE =
            """
            { "name": "%s", "type": "release", "enabled": true, "strategies": [
              { "name": "flexibleRollout",
                "parameters": { "rollout": "100", "stickiness": "userId", "groupId": "%1$s" },
                "constraints": [ { "contextName": "%2$s", "operator": "IN", "values": ["%3$s"] } ],
                "variants": [ { "name": "v2", "weight": 1000, "stickiness": "userId" } ] },
              { "name": "flexibleRollout",
                "parameters": { "rollout": "100", "stickiness": "userId", "groupId": "%1$s" },
                "constraints": [],
                "variants": [ { "name": "v1", "weight": %4$d, "stickiness": "userId" },
                              { "name": "v2", "weight": %5$d, "stickiness": "userId" } ] } ] }""";

    private final List<UnleashContext> contexts = new ArrayList<>();
    private DefaultUnleash client;

    /** Starts the client. */
    @Setup(Level.Trial)
    public void setUp() {
        int candidate = Traffic.CANDIDATE_PERCENT * 10;
        String toggles = Traffic.MODELS.stream()
                .map(model ->
                        TOGGLE.formatted(model, Traffic.ATTRIBUTE, Traffic.INTERNAL, 1_000 - candidate, candidate))
                .collect(Collectors.joining(",\n", "{ \"version\": 2, \"features\": [\n", "\n] }"));
        client = new DefaultUnleash(UnleashConfig.builder()
                .appName("weir-benchmarks")
                .unleashAPI("http://127.0.0.1:1/api")
                .toggleBootstrapProvider(() -> Optional.of(toggles))
                .disablePolling()
                .disableMetrics()
                .build());
        Traffic traffic = new Traffic();
        for (int request = 0; request < Traffic.SIZE; request++) {
            contexts.add(context(traffic, request));
        }
        Variant internal = client.getVariant(
                Traffic.MODELS.get(0),
                UnleashContext.builder()
                        .userId("any")
                        .addProperty(Traffic.ATTRIBUTE, Traffic.INTERNAL)
                        .build());
        if (!internal.getName().equals("v2")) {
            throw new IllegalStateException("Unleash's client does not decide by its bootstrap, but says " + internal);
        }
    }

    /** Stops the client. */
    @TearDown(Level.Trial)
    public void tearDown() {
        client.shutdown();
    }

    /** A decision for a context that is there. */
    @Benchmark
    public String decide(Traffic traffic) {
        int request = traffic.next();
        return client.getVariant(traffic.model(request), contexts.get(request)).getName();
    }

    /** A decision for a request, whose context is made first. */
    @Benchmark
    public String makeContextAndDecide(Traffic traffic) {
        int request = traffic.next();
        return client.getVariant(traffic.model(request), context(traffic, request))
                .getName();
    }

    private static UnleashContext context(Traffic traffic, int request) {
        return UnleashContext.builder()
                .userId(traffic.unit(request))
                .addProperty(Traffic.ATTRIBUTE, traffic.tier(request))
                .build();
    }
}
