package dev.weir.benchmark.decision;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.SegmentRule;
import dev.weir.router.selection.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
 * Weir's decision as the sidecar and the library make it: the model's table in the image in force, kill switch, named
 * units, a segment rule, weights; a hundred times a second one of the twenty tables is replaced, its weight changed or its
 * kill switch turned.
 *
 * <p>{@code deploy/benchmarks/run decision Weir}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class WeirBenchmark {

    private volatile RouteImage image = RouteImage.EMPTY;
    private LiveUpdates updates;

    /** Publishes the tables and starts the updates. */
    @Setup(Level.Trial)
    public void setUp() {
        for (int model = 0; model < Traffic.MODELS.size(); model++) {
            image = image.with(table(model, 1, false));
        }
        updates = new LiveUpdates(count -> {
            int model = (int) (count % Traffic.MODELS.size());
            // Each table's kill switch is on for one update in twenty.
            boolean killed = count / Traffic.MODELS.size() % 20 == model;
            image = image.with(table(model, count + 1, killed));
        });
    }

    /** Stops the updates. */
    @TearDown(Level.Trial)
    public void tearDown() {
        updates.close();
    }

    /** One decision. */
    @Benchmark
    public Selection decide(Traffic traffic) {
        int request = traffic.next();
        return image.select(traffic.model(request), traffic.unit(request), "request", traffic.segments(request));
    }

    private static CompiledTable table(int model, long revision, boolean killSwitch) {
        return new CompiledTable(
                Traffic.MODELS.get(model),
                revision,
                Instant.EPOCH,
                "rollout-" + model,
                "canary-" + Traffic.CANDIDATE_PERCENT,
                "v1",
                "v2",
                Traffic.CANDIDATE_PERCENT * 100,
                null,
                "rollout-" + model,
                Map.of("user-of-the-team", "v2"),
                List.of(new SegmentRule(Traffic.ATTRIBUTE, Traffic.INTERNAL, "v2")),
                killSwitch,
                "decision-" + revision);
    }
}
