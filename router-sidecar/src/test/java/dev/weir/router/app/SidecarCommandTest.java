package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SidecarCommandTest {

    @TempDir
    private Path directory;

    @Test
    void shouldLetFlagsWinOverEnvironmentAndFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("sidecar.yaml"),
                """
                sidecar: { id: file, proxyPort: 1, adminPort: 2 }
                kafka: { bootstrap.servers: "file:1" }
                schemaRegistry: { url: "http://file" }
                models: { m: { variants: { v1: "http://a" } } }
                """);
        SidecarCommand command = new SidecarCommand();
        new CommandLine(command)
                .parseArgs(
                        "--config=" + file,
                        "--proxy-port=11",
                        "--bootstrap-servers=flag:1",
                        "--kafka=linger.ms=7",
                        "--topic-prefix=t.");
        SidecarConfig config = command.configuration(
                Map.of("WEIR_KAFKA_BOOTSTRAP_SERVERS", "env:1", "WEIR_SCHEMA_REGISTRY_URL", "http://env"));
        assertThat(config.sidecar().proxyPort()).isEqualTo(11);
        assertThat(config.sidecar().adminPort()).isEqualTo(2);
        assertThat(config.clientSettings())
                .containsEntry("bootstrap.servers", "flag:1")
                .containsEntry("schema.registry.url", "http://env")
                .containsEntry("linger.ms", "7");
        assertThat(config.topicPrefix()).isEqualTo("t.");
    }

    @Test
    void shouldExitWithTwoAndTheReasonWhenTheFileIsMissing() {
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new SidecarCommand())
                .setErr(new PrintWriter(errors))
                .execute("--config", directory.resolve("none.yaml").toString());
        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).startsWith("no such file: ");
    }

    /** At once: no Kafka is there to be spoken to, or to be taken leave of. */
    @Test
    void shouldExitWithTwoAndAllThatIsMissingBeforeAnythingIsStarted() throws IOException {
        Path file = Files.writeString(
                directory.resolve("sidecar.yaml"),
                """
                sidecar: { proxyPort: 0, adminPort: 0, tls: { cert: none.crt, key: none.key } }
                admin: { tokenFile: none.tokens, tls: { cert: none.pem, key: none.key } }
                kafka: { bootstrap.servers: "127.0.0.1:1" }
                schemaRegistry: { url: "http://127.0.0.1:1" }
                models: { m: { variants: { v1: { url: "https://a", tls: { ca: none.ca } } } } }
                """);
        StringWriter errors = new StringWriter();
        CommandLine command = new CommandLine(new SidecarCommand()).setErr(new PrintWriter(errors));
        int code = assertTimeoutPreemptively(Duration.ofSeconds(3), () -> command.execute("--config", file.toString()));
        assertThat(code).isEqualTo(2);
        assertThat(errors.toString().lines().limit(4))
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("none.tokens"),
                        problem -> assertThat(problem).isEqualTo("admin.tls: no such file: none.pem"),
                        problem -> assertThat(problem).isEqualTo("sidecar.tls: no such file: none.crt"),
                        problem -> assertThat(problem).isEqualTo("models.m.variants.v1.tls: no such file: none.ca"));
    }

    @Test
    void shouldShowAnExampleInItsHelp() {
        assertThat(new CommandLine(new SidecarCommand()).getUsageMessage())
                .contains("weir sidecar --config sidecar.yaml", "--proxy-port", "WEIR_KAFKA_BOOTSTRAP_SERVERS");
    }
}
