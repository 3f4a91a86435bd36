package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the image starts the sidecar: by the lines of its Dockerfile, on a Java that only notes what it is told. */
class SidecarScriptTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    private Path home;

    private List<String> stage;

    @BeforeEach
    void lay() throws IOException {
        Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                echo "$@" >> "%s"
                for option; do case $option in -XX:SharedArchiveFile=*) touch "${option#*=}" ;; esac; done
                """
                        .formatted(home.resolve("started")));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.2\"\n");
        for (String jar : List.of("a.jar", "b.jar")) {
            Path file = Files.createDirectories(home.resolve("lib")).resolve(jar);
            Files.setLastModifiedTime(
                    Files.createFile(file), FileTime.from(Instant.now().minusSeconds(60)));
        }
        Files.copy(
                ROOT.resolve("router-sidecar/sidecar.sh"),
                home.resolve("sidecar.sh"),
                StandardCopyOption.COPY_ATTRIBUTES);
        String dockerfile = Files.readString(ROOT.resolve("deploy/docker/Dockerfile"));
        stage = dockerfile
                .substring(dockerfile.indexOf(" AS sidecar\n"))
                .replace("/opt/weir", home.toString())
                .lines()
                .toList();
    }

    @Test
    void shouldStartTheImageByTheOptionsAndTheArchiveOfTheLauncher() throws Exception {
        build();
        start();

        List<String> started = Files.readAllLines(home.resolve("started"));
        assertThat(started).hasSize(4);
        assertThat(started.get(0)).contains("-XX:DumpLoadedClassList=").endsWith("SidecarRehearsal");
        assertThat(started.get(1)).contains("-Xshare:dump");
        assertThat(started.get(3))
                .contains("-XX:+UseSerialGC", "-Xmx256m", "-Xmn2m")
                .as("both compilers")
                .doesNotContain("TieredStopAtLevel")
                .containsPattern("-XX:SharedArchiveFile=" + home + "/sidecar-\\d+\\.jsa")
                .endsWith("-cp " + home + "/lib/a.jar:" + home
                        + "/lib/b.jar dev.weir.router.app.SidecarMain --config /etc/weir/sidecar.yaml");
        assertThat(String.join("\n", stage))
                .as("options live in the script alone")
                .doesNotContain("-XX:", "-Xm");
    }

    @Test
    void shouldMakeAnArchiveAnewWhereAJarIsNewerAndOnlyThen() throws Exception {
        build();
        start();
        assertThat(Files.readAllLines(home.resolve("started"))).hasSize(4);
        Files.setLastModifiedTime(
                home.resolve("lib/b.jar"), FileTime.from(Instant.now().plusSeconds(60)));
        start();
        assertThat(Files.readAllLines(home.resolve("started"))).hasSize(7);
    }

    private void build() throws Exception {
        run("sh", "-c", line("RUN " + home).substring("RUN ".length()));
    }

    private void start() throws Exception {
        List<String> command = new ArrayList<>(words("ENTRYPOINT "));
        command.addAll(words("CMD "));
        run(command.toArray(String[]::new));
    }

    private List<String> words(String instruction) throws IOException {
        return List.of(new ObjectMapper().readValue(line(instruction).substring(instruction.length()), String[].class));
    }

    private String line(String start) {
        return stage.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    private void run(String... words) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(words).redirectErrorStream(true);
        command.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        command.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        Process script = command.start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).as(said).isZero();
    }
}
