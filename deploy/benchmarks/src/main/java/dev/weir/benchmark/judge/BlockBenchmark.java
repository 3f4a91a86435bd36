package dev.weir.benchmark.judge;

import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.Trial;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One closed second into the evidence: 50 requests of one stratum, that fill no block, or one of 5 requests of the candidate
 * and 45 of the baseline, which is weighed for six guardrails and counts for three of twenty segments. The difference is
 * what a block costs.
 *
 * <p>{@code deploy/benchmarks/run judge Block}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class BlockBenchmark {
    private static final int SECONDS = 64;
    private static final int CANDIDATE = 5;
    private static final int BASELINE = 45;

    /** Segments that are watched. */
    @Param({"0", "20"})
    public int segments;

    private final ClosedSecond[] filling = new ClosedSecond[SECONDS];
    private final ClosedSecond[] growing = new ClosedSecond[SECONDS];
    private Trial trial;
    private int next;

    /** Makes a trial, and seconds that could each be the next it takes in. */
    @Setup(Level.Trial)
    public void setUp() {
        Canary canary = new Canary(segments > 0);
        trial = canary.trial();
        for (int i = 0; i < SECONDS; i++) {
            growing[i] = requireBlocks(0, canary.closed(0, CANDIDATE + BASELINE));
            filling[i] = requireBlocks(1, canary.closed(CANDIDATE, BASELINE));
        }
    }

    private ClosedSecond requireBlocks(long expected, ClosedSecond second) {
        long blocks = blocks(trial.take(second)) - blocks(trial);
        if (blocks != expected) {
            throw new IllegalStateException(second + " fills " + blocks + " blocks instead of " + expected);
        }
        return second;
    }

    private static long blocks(Trial of) {
        return of.guardrails().get(0).harm().blocks();
    }

    private int next() {
        next = (next + 1) & (SECONDS - 1);
        return next;
    }

    /** A second that fills none. */
    @Benchmark
    public Trial none() {
        return trial.take(growing[next()]);
    }

    /** A second that fills one. */
    @Benchmark
    public Trial one() {
        return trial.take(filling[next()]);
    }
}
