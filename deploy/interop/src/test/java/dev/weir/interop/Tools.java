package dev.weir.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line and other programs, run against one platform. */
final class Tools {
    private static final long LIMIT_SECONDS = 300;

    /** Where what the recipes said is kept, to be compared with what the docs show. */
    private static final Path KEPT = Path.of("target", "analysts");

    private final Path directory;
    private final List<String> kafka;

    Tools(Path directory, String broker, String registry) {
        this.directory = directory;
        this.kafka = List.of("--bootstrap-server", broker, "--schema-registry", registry);
    }

    /** Whether a program is on the path. */
    static boolean has(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Skips a test whose program is not there. */
    static void required(String program, String what, String remedy) {
        if (!has(program)) {
            throw Missing.skip(what, "there is no " + program + "; " + remedy);
        }
    }

    /** Runs a program to its end and returns what it printed. */
    String run(Path where, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("WEIR", launcher().toString());
        Process process = builder.start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output);
        assertThat(ended).as(printed).isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(command), printed).isZero();
        return printed;
    }

    /** Exports the topics by the script for it, once, and returns the directory. */
    Path export() throws IOException, InterruptedException {
        Path export = directory.resolve("export");
        if (!Files.exists(export)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of("..", "..", "deploy", "analysts", "export")
                            .toRealPath()
                            .toString(),
                    export.toString()));
            command.addAll(kafka);
            run(directory, command.toArray(String[]::new));
        }
        return export;
    }

    /** Keeps what a recipe said. */
    void keep(String name, String text) throws IOException {
        Files.createDirectories(KEPT);
        Files.writeString(KEPT.resolve(name), text);
    }

    /** The weir command as the scripts call it, of the classes under test. */
    private Path launcher() throws IOException {
        Path launcher = directory.resolve("weir");
        if (!Files.exists(launcher)) {
            Files.writeString(
                    launcher,
                    "#!/bin/sh\nexec \"$JAVA_HOME/bin/java\" -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                            + " dev.weir.local.Weir \"$@\"\n");
            Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return launcher;
    }
}
