package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppConfigFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldRunOnDefaultsWithoutAFile() {
        AppConfig config = AppConfigFile.read(null, Map.of(), Map.of());

        assertThat(config.streams().applicationId()).isEqualTo("weir");
        assertThat(config.streams().pollInterval()).isEqualTo(Duration.ofMillis(5));
        assertThat(config.http()).isEqualTo(new AppConfig.Http("127.0.0.1", 8080));
        assertThat(config.topics()).isEqualTo(TopicNames.DEFAULT);
        assertThat(config.kafkaClient())
                .containsOnly(
                        Map.entry("bootstrap.servers", "127.0.0.1:9092"),
                        Map.entry("schema.registry.url", "http://127.0.0.1:8081"));
    }

    @Test
    void shouldLetFlagsWinOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file = write(
                """
                http: { host: 0.0.0.0, port: 1 }
                kafka: { bootstrap.servers: ["a:1", "b:2"], client.id: file }
                schemaRegistry: { url: "http://file:1", auto.register.schemas: false }
                topics: { prefix: file. }
                """);

        AppConfig config = AppConfigFile.read(
                file,
                Map.of(
                        "WEIR_HTTP_PORT", "2",
                        "WEIR_TOPIC_PREFIX", "environment.",
                        "WEIR_SCHEMA_REGISTRY_URL", "http://environment:1",
                        "WEIR_KAFKA_SECURITY_PROTOCOL", "SSL",
                        "WEIR_SERVER", "http://is.not.ours",
                        "PATH", "/bin"),
                Map.of("http.port", "3"));

        assertThat(config.http()).isEqualTo(new AppConfig.Http("0.0.0.0", 3));
        assertThat(config.topics().prefix()).isEqualTo("environment.");
        assertThat(config.kafkaClient())
                .containsOnly(
                        Map.entry("bootstrap.servers", "a:1,b:2"),
                        Map.entry("client.id", "file"),
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("schema.registry.url", "http://environment:1"),
                        Map.entry("auto.register.schemas", "false"));
    }

    @Test
    void shouldRefuseEveryMistakeWithItsLineAndWhatToWrite() throws IOException {
        Path file = write(
                """
                stream: { threads: 2 }
                streams: { applicationid: weir, threads: none, commitInterval: 0s }
                http: { port: 70000 }
                kafka: { bootstrap: { servers: "a:1" } }
                topics: { prefix: "no blanks" }
                """);

        assertThatThrownBy(() -> AppConfigFile.read(file, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + ": line 1: stream is not known; did you mean streams?")
                .hasMessageContaining("line 2: streams.applicationid is not known; did you mean applicationId?")
                .hasMessageContaining("line 2: streams.threads is 'none'; write a whole number from 1 to 256")
                .hasMessageContaining("line 2: streams.commitInterval is 0; write a positive duration such as 1s")
                .hasMessageContaining("line 3: http.port is '70000'; write a whole number from 0 to 65535")
                .hasMessageContaining("line 4: kafka.bootstrap is a block of keys; write the setting's whole name")
                .hasMessageContaining("line 5: topics.prefix is refused: topic prefix \"no blanks\"");
    }

    @Test
    void shouldRefuseACommitIntervalThatWouldHoldUpEveryVerdict() throws IOException {
        Path file = write("streams: { commitInterval: 2m }\n");
        assertThatThrownBy(() -> AppConfigFile.read(file, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + ": line 1: streams.commitInterval is 2m; write at most 1m");
    }

    @Test
    void shouldKnowTokensByTheirHashAlone() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "a secret from a file\n");
        Path file = Files.writeString(
                directory.resolve("streams.yaml"),
                """
                http:
                  tokens:
                    - { name: ada, role: operator, token: "a secret in the file" }
                    - { name: wall, role: reader, tokenFile: "%s" }
                """
                        .formatted(secret));

        AppConfig config = AppConfigFile.read(file, Map.of(), Map.of());

        assertThat(config.http().tokens()).extracting(AccessToken::name).containsExactly("ada", "wall");
        assertThat(config.http().tokens().get(0).isOf("a secret in the file")).isTrue();
        assertThat(config.http().tokens().get(1).isOf("a secret from a file")).isTrue();
        assertThat(config.http().tokens().get(1).isOf("a secret in the file")).isFalse();
        assertThat(config.toString()).doesNotContain("a secret");
    }

    @Test
    void shouldRefuseTokensThatProtectNothing() throws IOException {
        Path file = Files.writeString(
                directory.resolve("streams.yaml"),
                """
                http:
                  tokens:
                    - { name: ada, role: boss, token: "a secret in the file" }
                    - { name: bob, role: reader, token: short }
                    - { name: eve, role: reader }
                """);

        assertThatThrownBy(() -> AppConfigFile.read(file, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.tokens[0].role is 'boss'; write one of reader, operator")
                .hasMessageContaining("http.tokens[1].token is shorter than 16 characters")
                .hasMessageContaining("http.tokens[2].token must be given once: as token, tokenFile or tokenSha256");
    }

    @Test
    void shouldNameTheFileThatIsNotThere() {
        Path missing = directory.resolve("weir.yaml");

        assertThatThrownBy(() -> AppConfigFile.read(missing, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": cannot be read: there is no such file");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("weir.yaml"), text);
    }
}
