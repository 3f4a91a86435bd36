package dev.weir.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code deploy/chaos/recovery}: how long until verdicts come again after an instance was killed. */
@Command(
        name = "recovery",
        description = "Kills instances and takes the time until verdicts come again, beside a bare consumer group.",
        mixinStandardHelpOptions = true)
public final class RecoveryCommand implements Callable<Integer> {
    @Option(
            names = "--models",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Models with a rollout (${DEFAULT-VALUE}).")
    private int models;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Requests a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Kills of each case (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--case", paramLabel = "CASE", description = "Only this: ${COMPLETION-CANDIDATES}; again for more.")
    private List<RecoveryRun.Case> cases = List.of(RecoveryRun.Case.values());

    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new RecoveryCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (models < 1 || rate < 1 || rounds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--models, --rate and --rounds are at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path directory = Files.createTempDirectory("weir-recovery-");
        out.printf("%,d models, %,d requests a second, data and logs in %s%n", models, rate, directory);
        out.flush();
        RecoveryRun run = new RecoveryRun(models, rate, rounds, out);
        for (RecoveryRun.Case each : cases) {
            run.run(each, directory.resolve(each.name().toLowerCase(java.util.Locale.ROOT)));
        }
        return 0;
    }
}
