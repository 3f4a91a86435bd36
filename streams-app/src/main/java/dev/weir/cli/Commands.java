package dev.weir.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The sub-commands of {@code weir} in this package. */
public final class Commands {
    private Commands() {}

    /** All of them, in the order of the help; each is to be added with {@link CommandLine#addSubcommand(Object)}. */
    public static List<CommandLine> all() {
        List<CommandLine> commands = new ArrayList<>();
        commands.add(new CommandLine(new ApplyCommand()));
        commands.add(new CommandLine(new GetCommand()));
        commands.add(new CommandLine(new StatusCommand()));
        commands.add(new CommandLine(new ExplainCommand()));
        commands.addAll(VerbCommand.all());
        commands.add(new CommandLine(new DrillCommand()));
        commands.add(new CommandLine(new KillSwitchCommand()));
        commands.add(new CommandLine(new OverrideCommand()));
        commands.addAll(HistoryCommand.all());
        commands.addAll(SamplesCommand.all());
        commands.add(new CommandLine(new ReportCommand()));
        commands.add(new CommandLine(new VerifyCommand()));
        commands.add(new CommandLine(new PlanCommand()));
        commands.add(new CommandLine(new SampleSizeCommand()));
        commands.add(new CommandLine(new CompareCommand()));
        commands.add(new CommandLine(TopicsCommand.group()));
        commands.add(new CommandLine(new PublishCommand()));
        commands.add(new CommandLine(new ExportCommand()));
        commands.add(new CommandLine(new ReplayCommand()));
        commands.add(new CommandLine(new CalibrateCommand()));
        commands.forEach(command -> command.setCaseInsensitiveEnumValuesAllowed(true));
        return List.copyOf(commands);
    }
}
