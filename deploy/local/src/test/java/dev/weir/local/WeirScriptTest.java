package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./weir} where there is no Java that can run it. */
class WeirScriptTest {
    private static final Path SCRIPT = Path.of("../../weir").toAbsolutePath().normalize();

    @TempDir
    private Path home;

    @Test
    void shouldSayWhichJavaIsTooOldAndWhichIsNeeded() throws Exception {
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 7\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.22\"\n");

        assertThat(weir())
                .isEqualTo("weir: " + java + " is Java 11; install a JDK 17 or later, or set JAVA_HOME to one\n");
    }

    @Test
    void shouldSayThatThereIsNoJava() throws Exception {
        assertThat(weir()).isEqualTo("weir: no java found; install a JDK 17 or later, or set JAVA_HOME\n");
    }

    /** What it says; it fails. */
    private String weir() throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(SCRIPT.toString(), "--version").redirectErrorStream(true);
        command.environment().put("JAVA_HOME", home.toString());
        Process script = command.start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).isEqualTo(1);
        return said;
    }
}
