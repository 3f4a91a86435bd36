package dev.weir.benchmark.decision;

import com.launchdarkly.logging.LDLogLevel;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.integrations.FileData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * LaunchDarkly's Java client, offline on a file of twenty flags: a rule on {@code tier}, else a rollout of 90 and 10 %. No
 * events are sent and nothing changes underneath, which only favours it.
 *
 * <p>{@code deploy/benchmarks/run decision LaunchDarkly}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class LaunchDarklyBenchmark {

    private static final String FLAG =
            """
            "%s": { "key": "%s", "version": 1, "on": true, "salt": "%s", "variations": ["v1", "v2"], "offVariation": 0,
              "rules": [ { "id": "internal", "variation": 1,
                "clauses": [ { "attribute": "%s", "op": "in", "values": ["%s"] } ] } ],
              "fallthrough": { "rollout": { "variations": [
                { "variation": 0, "weight": %d }, { "variation": 1, "weight": %d } ] } } }""";

    private final List<LDContext> contexts = new ArrayList<>();
    private LDClient client;
    private Path file;

    /** Starts the client. */
    @Setup(Level.Trial)
    public void setUp() throws IOException {
        file = Files.createTempFile("weir-launchdarkly", ".json");
        int candidate = Traffic.CANDIDATE_PERCENT * 1_000;
        Files.writeString(
                file,
                Traffic.MODELS.stream()
                        .map(model -> FLAG.formatted(
                                model,
                                model,
                                model,
                                Traffic.ATTRIBUTE,
                                Traffic.INTERNAL,
                                100_000 - candidate,
                                candidate))
                        .collect(Collectors.joining(",\n", "{ \"flags\": {\n", "\n} }")));
        client = new LDClient(
                "sdk-offline",
                new LDConfig.Builder()
                        .dataSource(FileData.dataSource().filePaths(file))
                        .events(Components.noEvents())
                        .logging(Components.logging().level(LDLogLevel.NONE))
                        .startWait(java.time.Duration.ofSeconds(10))
                        .build());
        Traffic traffic = new Traffic();
        for (int request = 0; request < Traffic.SIZE; request++) {
            contexts.add(context(traffic, request));
        }
        if (!client.isInitialized() || !"v2".equals(decide("v2"))) {
            throw new IllegalStateException("LaunchDarkly's client does not decide by the file");
        }
    }

    /** Stops the client. */
    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        client.close();
        Files.delete(file);
    }

    /** A decision for a context that is there. */
    @Benchmark
    public String decide(Traffic traffic) {
        int request = traffic.next();
        return client.stringVariation(traffic.model(request), contexts.get(request), "none");
    }

    /** A decision for a request, whose context is made first. */
    @Benchmark
    public String makeContextAndDecide(Traffic traffic) {
        int request = traffic.next();
        return client.stringVariation(traffic.model(request), context(traffic, request), "none");
    }

    private String decide(String wanted) {
        LDContext internal = LDContext.builder("any")
                .set(Traffic.ATTRIBUTE, Traffic.INTERNAL)
                .build();
        String variant = client.stringVariation(Traffic.MODELS.get(0), internal, "none");
        return wanted.equals(variant) ? variant : "not " + wanted + " but " + variant;
    }

    private static LDContext context(Traffic traffic, int request) {
        return LDContext.builder(traffic.unit(request))
                .set(Traffic.ATTRIBUTE, traffic.tier(request))
                .build();
    }
}
