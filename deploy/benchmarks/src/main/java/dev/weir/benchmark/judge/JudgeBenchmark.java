package dev.weir.benchmark.judge;

import dev.weir.judge.Output;
import dev.weir.judge.Remainder;
import dev.weir.window.Delta;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a judge does all the time in a canary with twenty segments: it takes in what one of 12 partitions counted in a second
 * (42 requests in some 30 cells), and is asked ten times a second whether anything has closed, while seven seconds are open.
 *
 * <p>{@code deploy/benchmarks/run judge Judge\\.}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class JudgeBenchmark {
    private static final int OPEN_SECONDS = 7;

    private final List<Delta> deltas = new ArrayList<>();
    private Canary canary;
    private int next;

    /** Opens the seconds. */
    @Setup(Level.Trial)
    public void setUp() {
        canary = new Canary(true);
        for (int second = 0; second < OPEN_SECONDS; second++) {
            deltas.addAll(canary.open(second));
        }
        deltas.forEach(canary.judge()::delta);
        if (!tick().isEmpty()) {
            throw new IllegalStateException("a second has closed: " + tick());
        }
    }

    /** A tick with which nothing closes and nothing is due. */
    @Benchmark
    public List<Output> tick() {
        return canary.judge().tick(canary.watermarks(), canary.now());
    }

    /** A second's delta of one partition. */
    @Benchmark
    public Remainder delta() {
        next = (next + 1) % deltas.size();
        return canary.judge().delta(deltas.get(next));
    }
}
