package dev.weir.local;

import dev.weir.app.NotifyCommand;
import dev.weir.app.StreamsCommand;
import dev.weir.cli.Commands;
import dev.weir.config.ConfigException;
import dev.weir.local.demo.DemoCommand;
import dev.weir.router.app.ExplainUnitCommand;
import dev.weir.router.app.RouteRecordsCommand;
import dev.weir.router.app.SidecarCommand;
import dev.weir.simulation.SimulateCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The {@code weir} command, which joins what the modules offer. */
@Command(
        name = "weir",
        description = "Kafka-native progressive delivery for machine-learning models.",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong use.",
            "",
            "Examples:",
            "  weir demo                                          see it work, with nothing installed",
            "  weir apply -f rollout.yaml                         start a rollout",
            "  weir status sentiment --watch                      follow it",
            "  weir kill-switch sentiment on --reason 'bad data'  all traffic to the baseline, now",
            "  weir sidecar --config sidecar.yaml                 route traffic on this machine",
            "  source <(weir completion)                          complete commands in this shell"
        },
        mixinStandardHelpOptions = true,
        versionProvider = WeirVersion.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Weir {

    private static final Logger LOG = LoggerFactory.getLogger(Weir.class);
    private static final int HELP_WIDTH = 110;

    private Weir() {}

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command with all its sub-commands. */
    static CommandLine commandLine() {
        CommandLine weir = new CommandLine(new Weir());
        weir.addSubcommand(new DemoCommand());
        weir.addSubcommand(new StreamsCommand());
        weir.addSubcommand(new NotifyCommand());
        weir.addSubcommand(new CommandLine(new SidecarCommand()).setCaseInsensitiveEnumValuesAllowed(true));
        weir.addSubcommand(new CommandLine(new RouteRecordsCommand()).setCaseInsensitiveEnumValuesAllowed(true));
        weir.addSubcommand(new CommandLine(new ExplainUnitCommand()).setCaseInsensitiveEnumValuesAllowed(true));
        Commands.all().forEach(weir::addSubcommand);
        weir.addSubcommand(new CommandLine(new SimulateCommand()).setCaseInsensitiveEnumValuesAllowed(true));
        weir.addSubcommand(new CommandLine(new GenerateCompletion()).setCommandName("completion"));
        weir.setUsageHelpWidth(HELP_WIDTH);
        weir.setExecutionExceptionHandler(Weir::failed);
        return weir;
    }

    /** A sentence for the person at the terminal; how the program got there is for the log. */
    private static int failed(Exception failure, CommandLine command, ParseResult arguments) {
        LOG.debug("command failed", failure);
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        command.getErr().println(command.getColorScheme().errorText("weir: " + message));
        return failure instanceof ConfigException
                ? command.getCommandSpec().exitCodeOnInvalidInput()
                : command.getCommandSpec().exitCodeOnExecutionException();
    }
}
