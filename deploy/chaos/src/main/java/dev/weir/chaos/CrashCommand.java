package dev.weir.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code deploy/chaos/crash}: kills processes under load and compares what was counted with a plain recount. */
@Command(
        name = "crash",
        description = "Kills processes under load and compares what was counted with a plain recount of the topics.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 no difference, 1 differences, 2 wrong use."})
public final class CrashCommand implements Callable<Integer> {
    @Option(names = "--kills", paramLabel = "N", defaultValue = "100", description = "Kills (${DEFAULT-VALUE}).")
    private int kills;

    @Option(names = "--seed", paramLabel = "N", description = "Decides who is struck when; random by default.")
    private Long seed;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "300",
            description = "Requests a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "2",
            description = "Instances of the streams application (${DEFAULT-VALUE}).")
    private int instances;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where data and logs go; by default a new one that is named at the start.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CrashCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (kills < 1 || rate < 1 || instances < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--kills, --rate and --instances are at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path place = directory == null ? Files.createTempDirectory("weir-crash-") : Files.createDirectories(directory);
        CrashSettings settings =
                new CrashSettings(kills, seed == null ? new Random().nextLong(1_000_000) : seed, rate, instances);
        out.printf("seed %d, data and logs in %s%n", settings.seed(), place);
        out.flush();
        try (Deployment deployment = Deployment.start(place, instances, "threads: 2", Instance.SHORT_LIVED)) {
            CrashResult result = new CrashRun(settings, deployment, out).run();
            out.print(result.text());
            out.flush();
            return result.differences().isEmpty() ? 0 : 1;
        }
    }
}
