package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of Weir through the command a user runs: broker, registry, models, streams application, sidecars, load. It has a
 * tag so that it can be left out where the demo is run for its own sake, as in continuous integration.
 */
@Tag("demo")
class DemoIT {
    private static final long LIMIT_MINUTES = 8;

    @TempDir
    private Path directory;

    @Test
    void shouldPromoteTheBetterModelAndRollBackTheBrokenOne() throws Exception {
        Path output = directory.resolve("demo.txt");
        Process demo = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.weir.local.Weir",
                        "demo",
                        "--headless"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = demo.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        demo.destroy();

        String lines = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("it ends by itself: %s", lines).isTrue();
        assertThat(demo.exitValue()).as(lines).isZero();
        assertThat(lines)
                .containsSubsequence(
                        "v1.0 → v2.0: PROMOTED", "v2.0 → v2.1: ROLLED_BACK", "first failure to the decision");
    }
}
