package dev.weir.benchmark.decision;

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
 * The bound: one table behind a volatile reference that changes a hundred times a second, its kill switch, one segment
 * comparison, murmur3 over the 13 characters of the unit, and a scan of two weights. No salt, no lookup of a model, no
 * character beyond ASCII.
 *
 * <p>{@code deploy/benchmarks/run decision BareLoop}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class BareLoopBenchmark {

    private record Table(boolean killSwitch, String segment, String[] variants, int[] weights) {}

    private volatile Table table;
    private LiveUpdates updates;

    /** Starts the updates. */
    @Setup(Level.Trial)
    public void setUp() {
        table = table(0);
        updates = new LiveUpdates(count -> table = table(count));
    }

    /** Stops the updates. */
    @TearDown(Level.Trial)
    public void tearDown() {
        updates.close();
    }

    /** One decision. */
    @Benchmark
    public String decide(Traffic traffic) {
        int request = traffic.next();
        Table now = table;
        if (now.killSwitch()) {
            return now.variants()[0];
        }
        if (now.segment().equals(traffic.tier(request))) {
            return now.variants()[1];
        }
        int bucket = Integer.remainderUnsigned(murmur3(traffic.unit(request)), 10_000);
        int below = 0;
        for (int variant = 0; variant < now.weights().length; variant++) {
            below += now.weights()[variant];
            if (bucket < below) {
                return now.variants()[variant];
            }
        }
        return now.variants()[0];
    }

    private static Table table(long count) {
        int candidate = Traffic.CANDIDATE_PERCENT * 100;
        return new Table(false, Traffic.INTERNAL, new String[] {"v1", "v2"}, new int[] {10_000 - candidate, candidate});
    }

    private static int murmur3(String ascii) {
        int length = ascii.length();
        int hash = 0;
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            int block = ascii.charAt(at)
                    | ascii.charAt(at + 1) << 8
                    | ascii.charAt(at + 2) << 16
                    | ascii.charAt(at + 3) << 24;
            hash ^= Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        int tail = 0;
        for (int last = length - 1; last >= at; last--) {
            tail = tail << 8 | ascii.charAt(last);
        }
        hash ^= Integer.rotateLeft(tail * 0xcc9e2d51, 15) * 0x1b873593;
        hash ^= length;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}
