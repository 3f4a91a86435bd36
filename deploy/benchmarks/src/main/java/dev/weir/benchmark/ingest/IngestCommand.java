package dev.weir.benchmark.ingest;

import dev.weir.benchmark.Ranges;
import dev.weir.benchmark.operation.Workspace;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the CPU time of an event in the streams application, beside others that read the same log in the same round. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Measures the CPU time of an event: the streams application as it is shipped, a bare poll loop, one that decodes"
                    + " every value, and the same job in Kafka Streams' DSL, each in a JVM of its own on the same log.",
            "Weir and the DSL both commit once a second. events/core-s are events in a second of CPU time of the client.",
            "Without --models, --pairs, --outcomes, --threads and --instances it measures a table of them.",
            "Exit code 1 if anybody who counts has not counted every event once."
        })
public final class IngestCommand implements Callable<Integer> {
    private static final String NAME = "weir-ingest";
    /** Events in a second, by their own clock, where nothing else is said. */
    static final int DENSITY = 250_000;

    private static final long SECONDS_PER_MINUTE = 60;
    private static final double MICROS_PER_SECOND = 1e6;

    /** Seconds of a round for a million events of the log, for one of the DSL's, and beside them; seen on two busy processors. */
    private static final double SECONDS_PER_MILLION = 13;

    private static final double SECONDS_PER_DSL_MILLION = 20;
    private static final double SECONDS_PER_ROUND = 30;

    @Option(names = "--models", description = "models under traffic, each with a rollout: 1, 100, 10000 or any")
    private Integer models;

    @Option(names = "--pairs", description = "the models are in a shadow stage: every second event is of a copy")
    private boolean pairs;

    @Option(names = "--outcomes", description = "the models have an experiment: an outcome for every fifth request")
    private boolean outcomes;

    @Option(names = "--threads", description = "threads of each instance, and of each poll loop")
    private Integer threads;

    @Option(names = "--instances", description = "instances, each a process")
    private Integer instances;

    @Option(names = "--events", defaultValue = "3000000", description = "events that count in each round")
    private long events;

    @Option(names = "--warm-up", defaultValue = "6000000", description = "events read before them, which do not count")
    private long warmUp;

    @Option(
            names = "--dsl-events",
            defaultValue = "300000",
            description = "events that count of the DSL; 0 leaves it out")
    private long dslEvents;

    @Option(
            names = "--dsl-warm-up",
            defaultValue = "1000000",
            description = "events that the DSL reads before them: fewer than the others, but for longer")
    private long dslWarmUp;

    @Option(names = "--density", defaultValue = "" + DENSITY, description = "events in a second, by their own clock")
    private int density;

    @Option(names = "--rounds", defaultValue = "3", description = "rounds; medians of their ratios are printed")
    private int rounds;

    @Option(names = "--keep", description = "keep the logs of all processes, and say where")
    private boolean keep;

    @Spec
    private CommandSpec spec;

    private final Vertx vertx = Vertx.vertx();

    /** Runs, and ends with exit code 1 where an event was not counted once. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new IngestCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        new Ranges(spec)
                .atLeast(1, "--models", models)
                .atLeast(1, "--threads", threads)
                .atLeast(1, "--instances", instances)
                .atLeast(1, "--events", events)
                .atLeast(0, "--warm-up", warmUp)
                .atLeast(0, "--dsl-events", dslEvents)
                .atLeast(0, "--dsl-warm-up", dslWarmUp)
                .atLeast(1, "--density", density)
                .atLeast(1, "--rounds", rounds);
        return keep ? run(Files.createTempDirectory(NAME)) : Workspace.run(NAME, this::run);
    }

    private int run(Path directory) throws Exception {
        List<Workload> workloads = workloads();
        out().printf(
                        Locale.ROOT,
                        "%d workloads, %d rounds of %,d events each: some %.0f minutes%n",
                        workloads.size(),
                        rounds,
                        warmUp + events,
                        workloads.size() * rounds * secondsOfRound() / SECONDS_PER_MINUTE);
        try {
            for (Workload workload : workloads) {
                List<Map<Contestant, Cost>> costs = new ArrayList<>();
                for (int number = 1; number <= rounds; number++) {
                    costs.add(round(directory.resolve(workloads.indexOf(workload) + "-" + number), workload, number));
                }
                print(workload, costs);
            }
            return 0;
        } finally {
            vertx.close().await(1, TimeUnit.MINUTES);
            if (keep) {
                out().println("logs are in " + directory);
            }
        }
    }

    private double secondsOfRound() {
        double dsl = dslEvents == 0 ? 0 : SECONDS_PER_DSL_MILLION * (dslWarmUp + dslEvents) / 1e6;
        return SECONDS_PER_ROUND + SECONDS_PER_MILLION * (warmUp + events) / 1e6 + dsl;
    }

    private List<Workload> workloads() {
        if (models == null && threads == null && instances == null && !pairs && !outcomes) {
            return Workload.all();
        }
        return List.of(new Workload(
                models == null ? 1 : models,
                pairs,
                outcomes,
                threads == null ? 1 : threads,
                instances == null ? 1 : instances));
    }

    private Map<Contestant, Cost> round(Path home, Workload workload, int number) throws Exception {
        Map<Contestant, Cost> costs = new EnumMap<>(Contestant.class);
        try (Round round = new Round(vertx, workload, home, number)) {
            say(workload, number, "leading the models to their stage");
            round.prepare();
            say(workload, number, "writing");
            round.write(warmUp + events, density);
            for (Contestant who : order(number)) {
                boolean isDsl = who == Contestant.IDIOMATIC;
                long counting = isDsl ? Math.min(dslEvents, events) : events;
                if (counting > 0) {
                    // There is no more to read than the log.
                    long before = isDsl ? Math.min(dslWarmUp, warmUp + events - counting) : warmUp;
                    Cost cost = round.measure(who, before, counting);
                    costs.put(who, cost);
                    say(workload, number, who.label() + " " + cost + ", values of " + round.eventBytes() + " bytes");
                }
            }
        }
        return costs;
    }

    /** Each round begins with another, so that a machine which grows slower favours nobody. */
    private static List<Contestant> order(int round) {
        List<Contestant> order = new ArrayList<>(List.of(Contestant.values()));
        Collections.rotate(order, round);
        return order;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static void say(Workload workload, int round, String what) {
        System.err.println("ingest: " + workload + ", round " + round + ": " + what);
    }

    private void print(Workload workload, List<Map<Contestant, Cost>> rounds) {
        out().printf("%n%s%n", workload);
        out().printf(
                        "  %-22s %14s %14s %14s %12s %14s %22s%n",
                        "median of " + rounds.size(),
                        "client us/event",
                        "compilers us",
                        "broker us/event",
                        "events/s",
                        "events/core-s",
                        "Weir / it, by round");
        for (Contestant who : Contestant.values()) {
            List<Map<Contestant, Cost>> with =
                    rounds.stream().filter(round -> round.containsKey(who)).toList();
            if (with.isEmpty()) {
                continue;
            }
            double ratio = median(with, round -> ratio(round, who));
            double micros = median(with, round -> round.get(who).clientMicros());
            out().printf(
                            Locale.ROOT,
                            "  %-22s %14.3f %14.3f %14.3f %,12.0f %,14.0f %8.3f [%.3f..%.3f]%n",
                            who.label(),
                            micros,
                            median(with, round -> round.get(who).compilerMicros()),
                            median(with, round -> round.get(who).brokerMicros()),
                            median(with, round -> round.get(who).recordsPerSecond()),
                            MICROS_PER_SECOND / micros,
                            ratio,
                            with.stream()
                                    .mapToDouble(round -> ratio(round, who))
                                    .min()
                                    .orElseThrow(),
                            with.stream()
                                    .mapToDouble(round -> ratio(round, who))
                                    .max()
                                    .orElseThrow());
        }
        out().printf(
                        Locale.ROOT,
                        "  broker, Weir / bare poll loop: %.2f%n",
                        median(
                                rounds,
                                round -> round.get(Contestant.WEIR).brokerMicros()
                                        / round.get(Contestant.BARE).brokerMicros()));
        out().flush();
    }

    private static double ratio(Map<Contestant, Cost> round, Contestant who) {
        return round.get(Contestant.WEIR).clientMicros() / round.get(who).clientMicros();
    }

    private static double median(List<Map<Contestant, Cost>> rounds, ToDoubleFunction<Map<Contestant, Cost>> figure) {
        return new Median().evaluate(rounds.stream().mapToDouble(figure).toArray());
    }
}
