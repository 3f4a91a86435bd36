package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.NotifyChannel.Least;
import dev.weir.config.NotifyChannel.Type;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyReaderTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadChannelsWithTheirSecretsFromTheEnvironment() throws IOException {
        List<NotifyChannel> channels = read(
                """
                notify:
                  - { type: pagerduty, name: on-call, routingKey: "env:PD_KEY" }
                  - { type: slack, url: "env:SLACK_URL", severity: warning, models: [sentiment] }
                  - type: webhook
                    url: http://hooks.example:8080/weir
                    headers: { Authorization: "env:HOOK_AUTH" }
                    timeout: 2s
                    giveUpAfter: 1h
                """,
                Map.of("PD_KEY", "k", "SLACK_URL", "https://hooks.example/T/B/x", "HOOK_AUTH", "Bearer t"));

        assertThat(channels)
                .containsExactly(
                        new NotifyChannel(
                                "on-call",
                                Type.PAGERDUTY,
                                URI.create("https://events.pagerduty.com/v2/enqueue"),
                                "k",
                                Map.of(),
                                Least.CRITICAL,
                                List.of(),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(15)),
                        new NotifyChannel(
                                "slack",
                                Type.SLACK,
                                URI.create("https://hooks.example/T/B/x"),
                                null,
                                Map.of(),
                                Least.WARNING,
                                List.of("sentiment"),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(15)),
                        new NotifyChannel(
                                "webhook",
                                Type.WEBHOOK,
                                URI.create("http://hooks.example:8080/weir"),
                                null,
                                Map.of("Authorization", "Bearer t"),
                                Least.INFO,
                                List.of(),
                                Duration.ofSeconds(2),
                                Duration.ofHours(1)));
        assertThat(channels.toString()).doesNotContain("T/B/x").doesNotContain("Bearer");
    }

    @Test
    void shouldSendNothingWhereNothingIsSaid() throws IOException {
        assertThat(read("http: { port: 0 }\n", Map.of())).isEmpty();
    }

    @Test
    void shouldRefuseEveryMistakeWithItsLineAndNoSecret() {
        assertThatThrownBy(() -> read(
                        """
                        notify:
                          - { type: pigeon, url: "http://a" }
                          - { type: pagerduty }
                          - { type: slack, url: "env:NOT_SET" }
                          - { type: slack, name: slack, url: "ftp://secret/x" }
                          - { type: webhook, url: "http://a", routingKey: k, severiti: info }
                          - { url: "http://a" }
                        """,
                        Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("notify[0].type is 'pigeon'; write one of webhook, slack, pagerduty")
                .hasMessageContaining("notify[1].routingKey is missing")
                .hasMessageContaining("notify[2].url names the variable NOT_SET, which is not set")
                .hasMessageContaining("notify[3].url is no address")
                .hasMessageContaining("notify[3].name is slack twice")
                .hasMessageContaining("notify[4].routingKey is for type pagerduty only")
                .hasMessageContaining("notify[4].severiti is not known; did you mean severity?")
                .hasMessageContaining("notify[5].type is missing")
                .hasMessageNotContaining("secret");
    }

    private List<NotifyChannel> read(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve("streams.yaml"), text);
        return AppConfigFile.read(file, environment, Map.of()).channels();
    }
}
