package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void shouldShowAnExampleInItsHelp() {
        assertThat(new CommandLine(new SidecarCommand()).getUsageMessage())
                .contains("weir sidecar --config sidecar.yaml", "--proxy-port", "WEIR_KAFKA_BOOTSTRAP_SERVERS");
    }
}
