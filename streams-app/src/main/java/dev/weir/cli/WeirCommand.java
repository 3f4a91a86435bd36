package dev.weir.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have in common: where they print, and what a failure looks like. */
abstract class WeirCommand implements Callable<Integer> {
    /** Exit code of a command that did what it was asked. */
    static final int DONE = 0;

    /** Exit code of a command that could not. */
    static final int FAILED = 1;

    /** Exit code of a command that was used wrongly. */
    static final int MISUSED = CommandLine.ExitCode.USAGE;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            int code = run();
            return code == DONE && isUnheard() ? FAILED : code;
        } catch (CommandFailure failure) {
            err().println(failure.getMessage());
            return failure.exitCode();
        } finally {
            out().flush();
            err().flush();
        }
    }

    /**
     * Whether what is printed arrives nowhere any more, as behind a pipe to {@code head}; prints out what waits. A command
     * that goes on until it is stopped has to ask, or nobody ever stops it.
     */
    final boolean isUnheard() {
        // The parser's writer is not told what the stream behind it keeps to itself.
        return out().checkError() || System.out.checkError();
    }

    /** Does the work and returns the exit code. */
    abstract int run() throws InterruptedException;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The command with its parser, for what is wrong in its use. */
    final CommandLine commandLine() {
        return spec.commandLine();
    }

    /** Name under which the command was registered. */
    final String name() {
        return spec.name();
    }
}
