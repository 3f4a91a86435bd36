package dev.weir.benchmark.operation;

import dev.weir.benchmark.Ranges;
import dev.weir.config.PlannedComparator;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.Output;
import dev.weir.replay.Assignment;
import dev.weir.replay.LogCounts;
import dev.weir.replay.Logged;
import dev.weir.replay.Replay;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows that what a replay keeps does not grow with its log: the heap after a collection, at every million events. */
@Command(
        name = "long-log",
        mixinStandardHelpOptions = true,
        description = {
            "Replay a made-up log of many models in three attributes of twenty values, and print the heap in use after a"
                    + " collection at each tenth of it.",
            "Exit code 1 if it grows by more than a tenth between the middle of the log and its end."
        })
public final class LongLogCommand implements Callable<Integer> {
    private static final int STEPS = 10;
    private static final double MEBIBYTE = 1 << 20;
    private static final double MOST_GROWTH = 1.1;

    @Option(names = "--events", defaultValue = "10000000", description = "Events in all (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(names = "--models", defaultValue = "50", description = "Models (default: ${DEFAULT-VALUE}).")
    private int models;

    @Spec
    private CommandSpec spec;

    private final List<Double> used = new ArrayList<>();
    private long verdicts;

    /** Runs, and ends with exit code 1 where the heap grows or an event was not counted. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LongLogCommand()).execute(args));
    }

    @Override
    public Integer call() {
        new Ranges(spec).atLeast(STEPS, "--events", events).atLeast(1, "--models", models);
        PrintWriter out = spec.commandLine().getOut();
        Replay replay = new Replay(
                IntStream.range(0, models).mapToObj(LongLog::plan).toList(),
                JudgeSettings.STANDARD,
                Assignment.LOGGED,
                PlannedComparator::of,
                (model, output) -> verdicts += output instanceof Output.Judged ? 1 : 0);
        long started = System.nanoTime();
        LogCounts counts = replay.play(List.of(watched(new LongLog(events, models), out)));
        double seconds = (System.nanoTime() - started) / 1e9;
        out.printf(
                "%,d events of %d models in %.0f s, %,d counted, %,d late, %,d verdicts%n",
                counts.read(), models, seconds, counts.counted(), counts.late(), verdicts);
        double middle = used.get(STEPS / 2 - 1);
        double end = used.get(used.size() - 1);
        out.printf(
                "from the middle to the end %+.1f MiB, %+.2f MiB a million%n",
                end - middle, (end - middle) / (events / 2e6));
        out.flush();
        return counts.counted() == events && end <= MOST_GROWTH * middle ? 0 : 1;
    }

    private Supplier<Optional<Logged>> watched(LongLog log, PrintWriter out) {
        return new Supplier<>() {
            private long read;

            @Override
            public Optional<Logged> get() {
                Optional<Logged> entry = log.get();
                if (entry.isPresent() && ++read % (events / STEPS) == 0) {
                    System.gc();
                    used.add(ManagementFactory.getMemoryMXBean()
                                    .getHeapMemoryUsage()
                                    .getUsed()
                            / MEBIBYTE);
                    out.printf("%,12d events  %8.1f MiB%n", read, used.get(used.size() - 1));
                    out.flush();
                }
                return entry;
            }
        };
    }
}
