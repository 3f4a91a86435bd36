package dev.weir.benchmark.operation;

import dev.weir.benchmark.Ranges;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a sidecar of many models by the shipped launcher, again and again, and a JVM that does nothing beside it. */
@Command(
        name = "footprint",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures a sidecar's time to ready and resident memory, beside a JVM that does nothing.")
final class FootprintCommand implements Callable<Integer> {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final long BILLION = 1_000_000_000;

    @Option(names = "--home", required = true, hidden = true)
    private Path home;

    @Option(names = "--rounds", defaultValue = "5", description = "how often; medians are printed")
    private int rounds;

    @Option(names = "--models", defaultValue = "1000", description = "models in the sidecar's file and on the topic")
    private int models;

    @Option(names = "--settle", defaultValue = "10", description = "seconds from ready to the look at the memory")
    private int settleSeconds;

    @Option(names = "--requests", defaultValue = "2000", description = "requests after that, at 200 a second")
    private int requests;

    @Spec
    private CommandSpec spec;

    private final Vertx vertx = Vertx.vertx();

    /** Runs, and ends with exit code 1 where a sidecar was ready without all of its tables. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new FootprintCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        new Ranges(spec)
                .atLeast(1, "--rounds", rounds)
                .atLeast(1, "--models", models)
                .atLeast(0, "--settle", settleSeconds)
                .atLeast(0, "--requests", requests);
        return Workspace.run("weir-footprint", this::run);
    }

    private int run(Path directory) throws Exception {
        try (Cluster cluster = Cluster.start(vertx, directory)) {
            cluster.publish(LongStream.range(0, models), number -> Cluster.table("model-" + number, 1, 1_000));
            String variant = Variant.start(vertx);
            String lines = IntStream.range(0, models)
                    .mapToObj(number ->
                            "  model-%1$d: { unit: \"header:X-User-Id\", variants: { v1: \"%2$s\", v2: \"%2$s\" } }\n"
                                    .formatted(number, variant))
                    .collect(Collectors.joining());
            List<Start> nothing = new ArrayList<>();
            List<Start> sidecars = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                nothing.add(nothing());
                sidecars.add(sidecar(cluster, directory.resolve("round-" + round), lines));
                System.err.println("footprint: " + nothing.get(round) + "; " + sidecars.get(round));
            }
            print(nothing, sidecars);
            return 0;
        } finally {
            vertx.close().await(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Start sidecar(Cluster cluster, Path directory, String lines) throws Exception {
        try (SidecarProcess sidecar = SidecarProcess.start(home, directory, "measured", cluster, lines)) {
            Duration ready = sidecar.awaitReady(READY_WITHIN);
            ProcessUse atReady = sidecar.use();
            int held = sidecar.health().getJsonObject("routes").getInteger("models");
            if (held != models) {
                throw new IllegalStateException("ready with " + held + " tables of " + models);
            }
            TimeUnit.SECONDS.sleep(settleSeconds);
            ProcessUse settled = sidecar.use();
            sidecar.ask("/metrics");
            ProcessUse scraped = sidecar.use();
            EvenLoad load = new EvenLoad(vertx, sidecar.proxyPort(), "model-1", 200);
            load.start();
            while (load.answered() + load.failed() < requests) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            load.stop();
            TimeUnit.SECONDS.sleep(settleSeconds);
            return new Start(ready, atReady, settled, scraped, sidecar.use());
        }
    }

    /** A JVM as small and quick as one can be: it says a word and waits. */
    private static Start nothing() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Nothing.class.getName())
                .start();
        long startNanos = System.nanoTime();
        try {
            process.getInputStream().read();
            Duration ready = Duration.ofNanos(System.nanoTime() - startNanos);
            ProcessUse use = ProcessUse.of(process.pid());
            return new Start(ready, use, use, use, use);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void print(List<Start> nothing, List<Start> sidecars) {
        System.out.printf("%-28s %14s %14s %8s%n", "median of " + sidecars.size(), "does nothing", "sidecar", "ratio");
        line("ready after, s", nothing, sidecars, start -> (double) start.ready.toNanos() / BILLION);
        line("CPU until then, s", nothing, sidecars, start -> start.atReady.cpuSeconds());
        line("resident at ready, MB", nothing, sidecars, start -> start.atReady.residentMb());
        line("resident later, MB", nothing, sidecars, start -> start.settled.residentMb());
        line("  proportional, MB", nothing, sidecars, start -> start.settled.proportionalMb());
        line("after a scrape, MB", nothing, sidecars, start -> start.scraped.residentMb());
        line("after requests, MB", nothing, sidecars, start -> start.used.residentMb());
    }

    private static void line(String name, List<Start> nothing, List<Start> sidecars, ToDoubleFunction<Start> figure) {
        double[] ratios = IntStream.range(0, sidecars.size())
                .mapToDouble(
                        round -> figure.applyAsDouble(sidecars.get(round)) / figure.applyAsDouble(nothing.get(round)))
                .sorted()
                .toArray();
        System.out.printf(
                "%-28s %14.2f %14.2f %8.1f%n",
                name, median(nothing, figure), median(sidecars, figure), ratios[ratios.length / 2]);
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
        return new Median().evaluate(starts.stream().mapToDouble(figure).toArray());
    }

    /** One start, and what the process took at four moments. */
    private record Start(Duration ready, ProcessUse atReady, ProcessUse settled, ProcessUse scraped, ProcessUse used) {

        @Override
        public String toString() {
            return "ready after %.2f s and %.2f s of CPU, %.0f MB then, %.0f later, %.0f scraped, %.0f used"
                    .formatted(
                            ready.toMillis() / 1e3,
                            atReady.cpuSeconds(),
                            atReady.residentMb(),
                            settled.residentMb(),
                            scraped.residentMb(),
                            used.residentMb());
        }
    }

    /** The program of the JVM that does nothing. */
    static final class Nothing {

        private Nothing() {}

        /** Says a word and waits until it is ended. */
        public static void main(String[] args) throws IOException {
            System.out.println("ready");
            System.out.flush();
            System.in.read();
        }
    }
}
