package dev.weir.benchmark.memory;

import dev.weir.benchmark.Ranges;
import dev.weir.wire.ModelPieces;
import dev.weir.wire.PieceCodec;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the heap and the stored state that models in a canary take, for each variant and segment. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Measures the heap of the observe side and of the judge, and the stored state, of models in a canary.")
public final class MemoryCommand implements Callable<Integer> {
    private static final int[] SEGMENTS = {1, 10, 100, 1_000};
    private static final int VARIANTS = 2;

    /** Half of them is the least time of a baseline, in whole seconds. */
    private static final int LEAST_SECONDS = 2;

    @Option(names = "--models", split = ",", defaultValue = "10,100", description = "how many models")
    private int[] models;

    @Option(names = "--seconds", defaultValue = "60", description = "seconds of a canary, after as long a baseline")
    private long seconds;

    @Spec
    private CommandSpec spec;

    private final PieceCodec codec = new PieceCodec();

    /** Measures. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new MemoryCommand()).execute(args));
    }

    @Override
    public Integer call() {
        Ranges ranges = new Ranges(spec).atLeast(LEAST_SECONDS, "--seconds", seconds);
        for (int count : models) {
            ranges.atLeast(1, "--models", count);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%8s %9s %16s %22s %16s %22s %16s %22s%n",
                "models",
                "segments",
                "observe kB/model",
                "bytes/variant,segment",
                "judge kB/model",
                "bytes/variant,segment",
                "state kB/model",
                "bytes/variant,segment");
        for (int count : models) {
            for (int segments : SEGMENTS) {
                line(out, count, segments);
            }
        }
        return 0;
    }

    private void line(PrintWriter out, int count, int segments) {
        List<WatchedModel> watched = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            watched.add(new WatchedModel("model-" + i, segments, seconds, seconds));
        }
        double state = watched.stream().mapToLong(this::stored).average().orElseThrow();
        long with = used();
        watched.forEach(WatchedModel::forgetRequests);
        long judged = used();
        watched.clear();
        double observe = (double) (with - judged) / count;
        double judge = (double) (judged - used()) / count;
        out.printf(
                Locale.ROOT,
                "%,8d %,9d %,16.1f %,22.0f %,16.1f %,22.0f %,16.1f %,22.0f%n",
                count,
                segments,
                observe / 1_024,
                observe / segments / VARIANTS,
                judge / 1_024,
                judge / segments / VARIANTS,
                state / 1_024,
                state / segments / VARIANTS);
        out.flush();
    }

    /** Bytes of all pieces of a model. */
    private long stored(WatchedModel model) {
        long[] bytes = {0};
        new ModelPieces(codec, model.name()).write(model.changes(), new ModelPieces.Shelf() {
            @Override
            public void put(String piece, byte[] value) {
                bytes[0] += value.length;
            }

            @Override
            public void remove(String from, String to) {
                // Nothing was stored before.
            }
        });
        return bytes[0];
    }

    private static long used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
