package dev.weir.benchmark.operation;

import dev.weir.benchmark.Ranges;
import dev.weir.schema.RoutingTable;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Appends tables to {@code weir.routes} and measures how long after each append fifty routers decide by it, beside a bare
 * consumer of the same topic in the same run.
 */
@Command(
        name = "propagation",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures the time from the append of a table to the decision by it, in many routers at once.")
public final class PropagationCommand implements Callable<Integer> {

    private static final String MODEL = "m";
    private static final Duration WITHIN = Duration.ofSeconds(120);

    @Option(names = "--home", hidden = true)
    private Path home;

    @Option(names = "--routers", defaultValue = "50", description = "routers, those of --processes among them")
    private int routers;

    @Option(names = "--processes", defaultValue = "5", description = "of these, sidecars in processes of their own")
    private int processes;

    @Option(names = "--appends", defaultValue = "300", description = "tables appended")
    private int appends;

    @Option(names = "--warm-up", defaultValue = "50", description = "tables appended before, which do not count")
    private int warmUp;

    @Option(names = "--pause", defaultValue = "100", description = "milliseconds from one append to the next")
    private int pauseMillis;

    @Option(names = "--models", defaultValue = "100", description = "models that have a table")
    private int models;

    @Spec
    private CommandSpec spec;

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> running = new ArrayList<>();

    /** Runs, and ends with exit code 1 where a router missed a table, decided otherwise, or did not ack. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new PropagationCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        new Ranges(spec)
                .atLeast(1, "--routers", routers)
                .upTo(routers, "--processes", processes)
                .atLeast(1, "--appends", appends)
                .atLeast(0, "--warm-up", warmUp)
                .atLeast(0, "--pause", pauseMillis)
                .atLeast(1, "--models", models);
        return Workspace.run("weir-propagation", this::run);
    }

    private int run(Path directory) throws Exception {
        try (Cluster cluster = Cluster.start(vertx, directory)) {
            try {
                return measure(cluster, directory);
            } finally {
                for (AutoCloseable one : running) {
                    one.close();
                }
            }
        } finally {
            vertx.close().await(WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private int measure(Cluster cluster, Path directory) throws Exception {
        cluster.publish(LongStream.range(1, models), number -> Cluster.table("other-" + number, 1, 1_000));
        int last = warmUp + appends;
        BareConsumer bare = started(new BareConsumer(cluster, MODEL, last));
        for (int number = 0; number < processes; number++) {
            started(SidecarProcess.start(
                            home,
                            directory.resolve("sidecar-" + number),
                            "process-" + number,
                            cluster,
                            "  m: { variants: { v1: \"http://127.0.0.1:1\" } }\n"))
                    .awaitReady(WITHIN);
        }
        List<ProbedRouter> probed = new ArrayList<>();
        for (int number = processes; number < routers; number++) {
            probed.add(started(new ProbedRouter("router-" + number, cluster, directory, MODEL, last)));
        }
        for (ProbedRouter router : probed) {
            router.awaitReady(WITHIN);
        }
        bare.awaitReady(WITHIN);

        long[] appended = append(cluster, last);
        Acks acks = Acks.await(cluster, MODEL, (long) routers * last, WITHIN);
        int wrong = probed.stream().mapToInt(ProbedRouter::wrong).sum();
        List<long[]> decided = new ArrayList<>();
        probed.forEach(router -> decided.add(router.decidedMicros()));
        List<long[]> applied = IntStream.range(0, processes)
                .mapToObj(number -> acks.appliedMicros("process-" + number, last))
                .toList();
        List<long[]> all = new ArrayList<>(decided);
        all.addAll(applied);
        Delays reference = Delays.of(appended, List.of(bare.seenMicros()), warmUp);
        out().println(Delays.HEADER);
        print("bare consumer", reference, reference);
        print(
                "decision, %d routers in one process".formatted(decided.size()),
                Delays.of(appended, decided, warmUp),
                reference);
        print("table applied, %d processes".formatted(processes), Delays.of(appended, applied, warmUp), reference);
        print("all %d".formatted(routers), Delays.of(appended, all, warmUp), reference);
        print("the last of all %d".formatted(routers), Delays.ofLast(appended, all, warmUp), reference);
        long missed =
                all.stream().flatMapToLong(LongStream::of).filter(at -> at == 0).count() - all.size();
        out().printf(
                        "tables %,d, acks %,d of %,d, missed %,d, decided otherwise %,d%n",
                        last, acks.count(), (long) routers * last, missed, wrong);
        return wrong == 0 && missed == 0 && acks.count() == (long) routers * last ? 0 : 1;
    }

    private void print(String name, Delays delays, Delays reference) {
        if (delays.count() > 0) {
            out().println(delays.row(name, reference));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Appends tables of which each turns all traffic to the other variant; returns when, epoch microseconds by revision. */
    private long[] append(Cluster cluster, int last) throws Exception {
        long[] appended = new long[last + 1];
        try (KafkaProducer<String, RoutingTable> producer = cluster.tables()) {
            for (int revision = 1; revision <= last; revision++) {
                var record = Cluster.record(Cluster.table(MODEL, revision, ProbedRouter.candidateBps(revision)));
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
                appended[revision] = Delays.nowMicros();
                producer.send(record).get();
            }
        }
        return appended;
    }

    private <T extends AutoCloseable> T started(T one) {
        running.add(one);
        return one;
    }
}
