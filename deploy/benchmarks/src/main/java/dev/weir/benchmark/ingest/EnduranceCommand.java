package dev.weir.benchmark.ingest;

import dev.weir.benchmark.Ranges;
import dev.weir.benchmark.operation.Workspace;
import dev.weir.topology.CommitPace;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows that under a steady load neither the lag of the streams application grows nor its heap. */
@Command(
        name = "endurance",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Measures how many events a second the streams application reads at most, then writes a share of that for"
                    + " minutes, and prints a line a minute: lag, heap after a collection, CPU, records of counts.",
            "Exit code 1 if the medians of lag or heap grow from the second third of the minutes to the last."
        })
public final class EnduranceCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1 << 20;
    private static final double MOST_GROWTH = 1.1;

    /** What has been read and waits for its commit lags, too: that long where commits are slow, at an interval of a second. */
    private static final double LAG_SECONDS = CommitPace.LONGEST;

    @Option(names = "--minutes", defaultValue = "60", description = "minutes of load")
    private int minutes;

    @Option(names = "--share", defaultValue = "0.7", description = "share of the measured maximum")
    private double share;

    @Option(names = "--rate", description = "events a second, instead of a share of what is measured")
    private Integer rate;

    @Option(names = "--models", defaultValue = "100", description = "models, each with a rollout")
    private int models;

    @Option(names = "--threads", defaultValue = "1", description = "threads of the application")
    private int threads;

    @Option(names = "--events", defaultValue = "1000000", description = "events by which the maximum is measured")
    private long events;

    @Spec
    private CommandSpec spec;

    private final Vertx vertx = Vertx.vertx();

    /** Runs, and ends with exit code 1 where lag or heap grow. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new EnduranceCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        new Ranges(spec)
                .atLeast(1, "--minutes", minutes)
                .share("--share", share)
                .atLeast(1, "--rate", rate)
                .atLeast(1, "--models", models)
                .atLeast(1, "--threads", threads)
                .atLeast(1, "--events", events);
        return Workspace.run("weir-endurance", this::run);
    }

    private int run(Path directory) throws Exception {
        Workload workload = new Workload(models, false, false, threads, 1);
        try (Round round = new Round(vertx, workload, directory, 1)) {
            round.prepare();
            int perSecond = rate == null ? (int) (share * most(round)) : rate;
            System.out.printf(
                    Locale.ROOT,
                    "%s, %,d events a second for %d minutes%n%6s %12s %12s %12s %10s %10s %12s%n",
                    workload,
                    perSecond,
                    minutes,
                    "minute",
                    "written/s",
                    "read/s",
                    "lag",
                    "heap MiB",
                    "CPU",
                    "deltas/s");
            List<Minute> seen = new ArrayList<>();
            round.load(perSecond, minutes, minute -> {
                seen.add(minute);
                System.out.printf(
                        Locale.ROOT,
                        "%6d %,12.0f %,12.0f %,12d %10.1f %9.0f%% %12.1f%n",
                        seen.size(),
                        minute.writtenPerSecond(),
                        minute.eventsPerSecond(),
                        minute.lag(),
                        minute.heapBytes() / MEBIBYTE,
                        100 * minute.processors(),
                        minute.deltasPerSecond());
                System.out.flush();
            });
            return judge(seen, perSecond);
        } finally {
            vertx.close().await(1, TimeUnit.MINUTES);
        }
    }

    private double most(Round round) throws Exception {
        round.write(2 * events, IngestCommand.DENSITY);
        double most = round.measure(Contestant.WEIR, events, events).recordsPerSecond();
        System.out.printf(Locale.ROOT, "at most %,.0f events a second%n", most);
        return most;
    }

    private static int judge(List<Minute> seen, int perSecond) {
        int third = seen.size() / 3;
        if (third == 0) {
            System.out.println("too short to say whether anything grows");
            return 0;
        }
        List<Minute> middle = seen.subList(third, 2 * third);
        List<Minute> last = seen.subList(seen.size() - third, seen.size());
        double heapBefore = median(middle, Minute::heapBytes);
        double heapAfter = median(last, Minute::heapBytes);
        double lagBefore = median(middle, Minute::lag);
        double lagAfter = median(last, Minute::lag);
        double between = seen.size() - third - third;
        System.out.printf(
                Locale.ROOT,
                "medians, from the second third to the last: heap %+.2f MiB a minute, lag %+,.0f events a minute%n",
                (heapAfter - heapBefore) / MEBIBYTE / between,
                (lagAfter - lagBefore) / between);
        boolean heapGrows = heapAfter > MOST_GROWTH * heapBefore;
        boolean lagGrows = lagAfter > MOST_GROWTH * lagBefore && lagAfter > LAG_SECONDS * perSecond;
        return heapGrows || lagGrows ? 1 : 0;
    }

    /** What grows is higher in most minutes; one in which the machine did something else says nothing. */
    private static double median(List<Minute> minutes, ToDoubleFunction<Minute> figure) {
        return new Median().evaluate(minutes.stream().mapToDouble(figure).toArray());
    }

    /**
     * What was seen in a minute.
     *
     * @param eventsPerSecond  events read in a second
     * @param lag              events written and not yet committed as read, at its end
     * @param heapBytes        heap in use after a full collection, at its end
     * @param processors       processors that the application took
     * @param deltasPerSecond  records of counts forwarded in a second, transactions' markers among them
     * @param writtenPerSecond events written in a second since the beginning
     */
    record Minute(
            double eventsPerSecond,
            long lag,
            long heapBytes,
            double processors,
            double deltasPerSecond,
            double writtenPerSecond) {}
}
