package dev.weir.benchmark.judge;

import dev.weir.event.Observation;
import dev.weir.statistics.sketch.LogLinearBins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The bound: the totals of variant and attributes looked up in a hash map, six sums and three bins of a log-linear array
 * incremented. No duplicate is told, no unit, no second; nothing is ever forwarded.
 *
 * <p>{@code deploy/benchmarks/run judge BareCount}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class BareCountBenchmark {

    private static final class Totals {
        private long calls;
        private long errors;
        private long timeouts;
        private long durationSum;
        private long cpuSum;
        private long memorySum;
        private final long[] durations = new long[LogLinearBins.SIZE];
        private final long[] cpu = new long[LogLinearBins.SIZE];
        private final long[] memory = new long[LogLinearBins.SIZE];
    }

    private final List<Map<String, Totals>> byVariant = List.of(new HashMap<>(), new HashMap<>());

    /** One event into the totals. */
    @Benchmark
    public long count(Requests requests) {
        int request = requests.next();
        Totals totals = byVariant
                .get(Requests.isCandidate(request) ? 1 : 0)
                .computeIfAbsent(requests.attributes(request), attributes -> new Totals());
        Observation.Call call = requests.call(request);
        totals.errors += call.status() == Observation.Status.OK ? 0 : 1;
        totals.timeouts += call.durationMicros() > Requests.LIMITS.timeoutMicros() ? 1 : 0;
        totals.durationSum += call.durationMicros();
        totals.cpuSum += call.cpuMicros();
        totals.memorySum += call.memoryBytes();
        totals.durations[LogLinearBins.bin(call.durationMicros())]++;
        totals.cpu[LogLinearBins.bin(call.cpuMicros())]++;
        totals.memory[LogLinearBins.bin(call.memoryBytes())]++;
        return ++totals.calls;
    }
}
