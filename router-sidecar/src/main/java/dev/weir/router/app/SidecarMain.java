package dev.weir.router.app;

import java.nio.file.Path;
import picocli.CommandLine;

/**
 * The sidecar as a program of its own: {@code weir sidecar} without the classes of all other commands, which would be a third
 * of what it loads.
 */
public final class SidecarMain {

    private static final int HELP_WIDTH = 110;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private SidecarMain() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // Before anything is logged; logback's own default would print the libraries' every word.
        LogSetup.apply(new LogSettings(null, null));
        System.exit(args.length == 2 && args[0].equals("--config") ? run(Path.of(args[1])) : parsed(args));
    }

    /** The way it is started nearly everywhere needs no parser of command lines, which is 170 classes. */
    private static int run(Path file) {
        try {
            SidecarProgram.run(() -> SidecarConfig.load(file).withEnvironment(System.getenv()));
            return 0;
        } catch (SidecarConfigException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int parsed(String[] args) {
        return new CommandLine(new SidecarCommand())
                .setCommandName("weir sidecar")
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }
}
