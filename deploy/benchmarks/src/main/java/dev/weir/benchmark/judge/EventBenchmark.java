package dev.weir.benchmark.judge;

import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One event into the totals of its partition: told from duplicates, its unit recognised, counted under second, revision,
 * variant and attributes. At 5,000 events a second; once a second the totals are taken out, which is part of the figure.
 *
 * <p>{@code deploy/benchmarks/run judge Event}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventBenchmark {
    private static final int EVENTS_PER_SECOND = 5_000;
    private static final long START_MILLIS = 1_700_000_000_000L;

    /** Whether the router says which requests are their unit's first, or Weir has to remember the units. */
    @Param({"true", "false"})
    public boolean marked;

    private final Combiner combiner = new Combiner(0, Requests.SLACK);
    private long events;

    /** What was forwarded last. */
    public Map<String, Delta> forwarded;

    /** One event. */
    @Benchmark
    public boolean add(Requests requests) {
        long millis = START_MILLIS + ++events * 1_000 / EVENTS_PER_SECOND;
        if (events % EVENTS_PER_SECOND == 0) {
            forwarded = combiner.drain();
            combiner.forgetUnits(millis);
        }
        combiner.readUntil(millis);
        int request = requests.next();
        Boolean first = marked ? (Boolean) requests.isFirstOfUnit(request) : null;
        return combiner.add(
                requests.event(request, millis, 2, first, requests.attributes(request), Requests.isCandidate(request)),
                Requests.LIMITS);
    }
}
