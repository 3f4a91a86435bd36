package dev.weir.router.app;

import picocli.CommandLine;

/**
 * The sidecar as a program of its own: {@code weir sidecar} without the classes of all other commands, which would be a third
 * of what it loads.
 */
public final class SidecarMain {

    private SidecarMain() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // Before anything is logged; logback's own default would print the libraries' every word.
        LogSetup.apply(new LogSettings(null, null));
        System.exit(new CommandLine(new SidecarCommand())
                .setCommandName("weir sidecar")
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
