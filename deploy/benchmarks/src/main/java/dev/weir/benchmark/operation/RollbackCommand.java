package dev.weir.benchmark.operation;

import dev.weir.benchmark.Ranges;
import dev.weir.benchmark.operation.RollbackTrial.Follower;
import dev.weir.benchmark.operation.RollbackTrial.WayBack;
import dev.weir.topic.TopicNames;
import dev.weir.view.ControlTopics;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Breaks candidates under load and measures how long it takes until all routers have sent them back, beside a bare consumer
 * and producer in the same run.
 */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures the time from a candidate's first bad answer until all routers have sent it back.")
public final class RollbackCommand implements Callable<Integer> {

    private static final Duration WITHIN = Duration.ofSeconds(120);
    private static final int FEW_PROCESSORS = 4;

    @Option(names = "--home", hidden = true)
    private Path home;

    @Option(names = "--routers", defaultValue = "10", description = "routers, those of --processes among them")
    private int routers;

    @Option(
            names = "--processes",
            description =
                    "of these, sidecars in processes of their own: two, but none on few processors, which they would fill")
    private int processes = Runtime.getRuntime().availableProcessors() < FEW_PROCESSORS ? 0 : 2;

    @Option(names = "--rate", defaultValue = "1000", description = "requests a second of each model")
    private int rate;

    @Option(names = "--models", defaultValue = "1", description = "models on trial at the same time")
    private int models;

    @Option(names = "--trials", defaultValue = "30", description = "ways back of each model")
    private int trials;

    @Option(names = "--warm-up", defaultValue = "8", description = "ways back of each model before, which do not count")
    private int warmUp;

    @Spec
    private CommandSpec spec;

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> running = new ArrayList<>();

    /** Runs, and ends with exit code 0 once every trial has been measured. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new RollbackCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        new Ranges(spec)
                .atLeast(1, "--routers", routers)
                .upTo(routers, "--processes", processes)
                // Each router has at least one in a second.
                .atLeast(routers, "--rate", rate)
                .atLeast(1, "--models", models)
                .atLeast(1, "--trials", trials)
                .atLeast(0, "--warm-up", warmUp);
        return Workspace.run("weir-rollback", this::run);
    }

    private int run(Path directory) throws Exception {
        try (Cluster cluster = Cluster.start(vertx, directory)) {
            try {
                measure(cluster, directory);
            } finally {
                for (int last = running.size() - 1; last >= 0; last--) {
                    running.get(last).close();
                }
            }
        } finally {
            vertx.close().await(WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
        return 0;
    }

    private void measure(Cluster cluster, Path directory) throws Exception {
        List<TrialModel> patients = IntStream.range(0, models)
                .mapToObj(number -> new TrialModel("m" + number))
                .toList();
        RollbackWitness witness = started(new RollbackWitness(cluster));
        BareHop bare = started(new BareHop(cluster));
        started(StreamsProcess.start(directory.resolve("streams"), cluster));
        List<Follower> followers = new ArrayList<>();
        for (int number = 0; number < processes; number++) {
            followers.add(process("process-" + number, cluster, directory, patients, witness));
        }
        List<LoadedRouter> inProcess = new ArrayList<>();
        for (int number = processes; number < routers; number++) {
            LoadedRouter router = started(new LoadedRouter("router-" + number, cluster, directory, patients));
            inProcess.add(router);
            followers.add(router::appliedMicros);
        }
        for (LoadedRouter router : inProcess) {
            router.awaitReady(WITHIN);
        }
        started(new RouterLoad(inProcess, patients, (double) rate / routers));
        ControlTopics control = started(new ControlTopics(cluster.clients(), TopicNames.DEFAULT));
        List<WayBack> ways = ways(patients, witness, control, followers, bare);
        print(ways, bare.delays());
    }

    /** Starts a sidecar in a process of its own with its share of the load. */
    private Follower process(
            String id, Cluster cluster, Path directory, List<TrialModel> patients, RollbackWitness witness)
            throws Exception {
        StringBuilder lines = new StringBuilder();
        for (TrialModel model : patients) {
            lines.append("  %s: { variants: { v1: \"%s\", v2: \"%s\" } }\n"
                    .formatted(
                            model.name(),
                            FlakyVariant.start(vertx, model, TrialModel.BASELINE),
                            FlakyVariant.start(vertx, model, TrialModel.CANDIDATE)));
        }
        SidecarProcess sidecar =
                started(SidecarProcess.start(home, directory.resolve(id), id, cluster, lines.toString()));
        sidecar.awaitReady(WITHIN);
        for (TrialModel model : patients) {
            EvenLoad load = new EvenLoad(vertx, sidecar.proxyPort(), model.name(), rate / routers);
            load.start();
            started(load::stop);
        }
        return (model, revision) -> witness.ackedMicros(id, model, revision);
    }

    private List<WayBack> ways(
            List<TrialModel> patients,
            RollbackWitness witness,
            ControlTopics control,
            List<Follower> followers,
            BareHop bare)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(patients.size());
        try {
            List<Future<List<WayBack>>> measured = new ArrayList<>();
            for (TrialModel model : patients) {
                RollbackTrial trial = new RollbackTrial(model, witness, control, followers);
                measured.add(threads.submit(() -> {
                    List<WayBack> ways = new ArrayList<>();
                    for (int number = 1; number <= warmUp + trials; number++) {
                        WayBack way = trial.run(number);
                        System.err.printf(
                                "rollback: %s %d, %.0f ms after the first bad answer, %.0f ms after the last record%n",
                                model.name(),
                                number,
                                (way.applied() - way.firstBad()) / 1e3,
                                (way.applied() - way.completed()) / 1e3);
                        if (number > warmUp) {
                            ways.add(way);
                        } else {
                            bare.restart();
                        }
                    }
                    return ways;
                }));
            }
            List<WayBack> all = new ArrayList<>();
            for (Future<List<WayBack>> each : measured) {
                all.addAll(each.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private void print(List<WayBack> ways, Delays bare) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%d models at %,d requests a second each, half to the candidate, 1 %% errors, then 15 %% of the candidate's; %d ways back;"
                        + " %d routers, %d of them processes, on %d processors%n",
                models,
                rate,
                ways.size(),
                routers,
                processes,
                Runtime.getRuntime().availableProcessors());
        out.println(Delays.HEADER);
        out.println(bare.row("bare consumer and producer", bare));
        out.println(delays(ways, way -> way.decided() - way.completed())
                .row("last record of the second to decision", bare));
        out.println(
                delays(ways, way -> way.applied() - way.decided()).row("decision to the last of all routers", bare));
        out.println(
                delays(ways, way -> way.applied() - way.completed()).row("plumbing: last record to last router", bare));
        out.println(delays(ways, way -> way.applied() - way.firstBad()).row("first bad answer to last router", bare));
        out.flush();
    }

    private static Delays delays(List<WayBack> ways, ToLongFunction<WayBack> micros) {
        return new Delays(ways.stream().mapToLong(micros).sorted().toArray());
    }

    private <T extends AutoCloseable> T started(T one) {
        running.add(one);
        return one;
    }
}
