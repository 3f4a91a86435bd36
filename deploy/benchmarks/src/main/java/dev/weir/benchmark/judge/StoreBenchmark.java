package dev.weir.benchmark.judge;

import dev.weir.judge.ModelChanges;
import dev.weir.wire.ModelPieces;
import dev.weir.wire.PieceCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a model costs at a commit of the judge, once a second: what has changed of it as bytes, piece by piece. How many
 * bytes and records that makes is printed before each method.
 *
 * <p>{@code deploy/benchmarks/run judge Store\\.}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreBenchmark {
    private static final int FEW_REQUESTS_PER_SECOND = 25;
    private static final int MANY_REQUESTS_PER_SECOND = 500;

    /** Commits of a canary, one after the other. */
    public abstract static class Stored {
        private static final int SETTLED_SECONDS = 120;
        private static final int COMMITS = 64;

        private final ModelPieces pieces = new ModelPieces(new PieceCodec(), Requests.MODEL);
        private final List<ModelChanges> changes = new ArrayList<>();
        private final String name;
        private final Canary canary;
        private long bytes;
        private long records;
        private int next;

        private final ModelPieces.Shelf shelf = new ModelPieces.Shelf() {
            @Override
            public void put(String piece, byte[] value) {
                bytes += value.length;
                records++;
            }

            @Override
            public void remove(String from, String to) {
                records++;
            }
        };

        Stored(String name, boolean segmented, int requestsPerSecond) {
            this.name = name;
            this.canary = new Canary(segmented, requestsPerSecond);
        }

        /** Lets seconds pass. */
        @Setup
        public void setUp() {
            for (int second = 0; second < SETTLED_SECONDS; second++) {
                canary.pass();
                pieces.write(canary.judge().takeChanges(), shelf);
            }
            bytes = 0;
            records = 0;
            for (int second = 0; second < COMMITS; second++) {
                canary.pass();
                changes.add(canary.judge().takeChanges());
                pieces.write(changes.get(second), shelf);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: %,d bytes and %.1f records a commit%n",
                    name,
                    bytes / COMMITS,
                    (double) records / COMMITS);
        }

        long commit() {
            pieces.write(changes.get(next), shelf);
            next = (next + 1) % COMMITS;
            return bytes;
        }
    }

    /** One of many models. */
    @State(Scope.Benchmark)
    public static class Small extends Stored {
        public Small() {
            super("small", false, FEW_REQUESTS_PER_SECOND);
        }
    }

    /** A busy model. */
    @State(Scope.Benchmark)
    public static class Busy extends Stored {
        public Busy() {
            super("busy", false, MANY_REQUESTS_PER_SECOND);
        }
    }

    /** A busy model with twenty segments. */
    @State(Scope.Benchmark)
    public static class Segmented extends Stored {
        public Segmented() {
            super("segmented", true, MANY_REQUESTS_PER_SECOND);
        }
    }

    /** 25 requests a second. */
    @Benchmark
    public long small(Small model) {
        return model.commit();
    }

    /** 500 requests a second. */
    @Benchmark
    public long busy(Busy model) {
        return model.commit();
    }

    /** 500 requests a second in twenty segments. */
    @Benchmark
    public long segmented(Segmented model) {
        return model.commit();
    }
}
