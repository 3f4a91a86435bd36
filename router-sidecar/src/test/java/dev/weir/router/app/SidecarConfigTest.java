package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.router.proxy.RequestSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SidecarConfigTest {

    private static final String FILE =
            """
            sidecar: { id: edge-1, proxyPort: 8090, adminPort: 8091, stateDir: ./state }
            kafka: { bootstrap.servers: "127.0.0.1:9092", linger.ms: 5 }
            schemaRegistry: { url: "http://127.0.0.1:8081", basic.auth.user.info: "a:b" }
            models:
              sentiment:
                protocol: open-inference
                unit: header:X-User-Id
                segments: { user_type: header:X-User-Type }
                timeout: 750ms
                variants: { v2.0: "http://127.0.0.1:9002", v1.0: "http://127.0.0.1:9001" }
            """;

    @Test
    void shouldReadTheFileOfTheContract() {
        SidecarConfig config = SidecarConfig.parse(FILE, "f.yaml");
        assertThat(config.sidecar().id()).isEqualTo("edge-1");
        assertThat(config.sidecar().stateDir()).isEqualTo(Path.of("./state"));
        assertThat(config.topicPrefix()).isEqualTo("weir.");
        assertThat(config.clientSettings())
                .containsOnly(
                        Map.entry("bootstrap.servers", "127.0.0.1:9092"),
                        Map.entry("linger.ms", "5"),
                        Map.entry("schema.registry.url", "http://127.0.0.1:8081"),
                        Map.entry("basic.auth.user.info", "a:b"));
        SidecarConfig.Model model = config.models().get("sentiment");
        assertThat(model.unit()).isEqualTo(new RequestSource.Header("X-User-Id"));
        assertThat(model.segments()).containsOnly(Map.entry("user_type", new RequestSource.Header("X-User-Type")));
        assertThat(model.timeout()).isEqualTo(Duration.ofMillis(750));
        assertThat(model.variants())
                .containsExactly(
                        Map.entry("v2.0", URI.create("http://127.0.0.1:9002")),
                        Map.entry("v1.0", URI.create("http://127.0.0.1:9001")));
        assertThat(config.proxiedModels().get(0).firstVariant()).isEqualTo("v2.0");
    }

    @Test
    void shouldLetTheEnvironmentWinOverTheFile() {
        SidecarConfig config = SidecarConfig.parse(FILE, "f.yaml")
                .withEnvironment(Map.of(
                        "WEIR_KAFKA_BOOTSTRAP_SERVERS", "kafka:9093",
                        "WEIR_KAFKA_SECURITY_PROTOCOL", "SSL",
                        "WEIR_SCHEMA_REGISTRY_URL", "http://registry",
                        "WEIR_TOPIC_PREFIX", "team.",
                        "PATH", "/bin"));
        assertThat(config.clientSettings())
                .containsEntry("bootstrap.servers", "kafka:9093")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("schema.registry.url", "http://registry")
                .doesNotContainKey("path");
        assertThat(config.topicPrefix()).isEqualTo("team.");
    }

    @Test
    void shouldNameTheLineAndTheNearestKeyWhenAKeyIsUnknown() {
        refuses(
                FILE.replace("proxyPort", "proxy_port"),
                "f.yaml:1: unknown key sidecar.proxy_port; did you mean proxyPort?");
        refuses(
                FILE.replace("    timeout", "    tiemout"),
                "f.yaml:9: unknown key models.sentiment.tiemout; did you mean timeout?");
        refuses(
                FILE.replace("schemaRegistry", "zzz"),
                "f.yaml:3: unknown key zzz; the keys here are kafka, models, schemaRegistry, sidecar, topicPrefix");
    }

    @Test
    void shouldNameTheKeyThatIsMisspeltWhereTheRightOneIsMissing() {
        refuses(
                FILE.replace("    variants:", "    varients:"),
                "f.yaml:5: unknown key models.sentiment.varients; did you mean variants?");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("models:", "modles:"), "f.yaml"))
                .hasMessageContaining("unknown key modles; did you mean models?");
    }

    @Test
    void shouldNameThePathWhenAValueIsWrong() {
        refuses(
                FILE.replace("750ms", "soon"),
                "f.yaml:9: models.sentiment.timeout: \"soon\" is no duration; write a number and ms, s, m, h or d,"
                        + " e.g. 5s");
        refuses(
                FILE.replace("unit: header:X-User-Id", "unit: X-User-Id"),
                "f.yaml:7: models.sentiment.unit: \"X-User-Id\" says no place in a request: write header:NAME,"
                        + " cookie:NAME or json:/pointer, e.g. header:X-User-Id");
        refuses(
                FILE.replace("\"http://127.0.0.1:9001\"", "localhost"),
                "f.yaml:10: models.sentiment.variants.v1.0: \"localhost\" is no HTTP address;"
                        + " write e.g. \"http://127.0.0.1:9001\"");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("8090", "80900"), "f.yaml"))
                .hasMessageContaining("sidecar: proxyPort is 80900, must be 1 to 65535, or 0 for any port");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("8090", "many"), "f.yaml"))
                .hasMessageContaining("f.yaml:1: sidecar.proxyPort: ")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("open-inference", "tfserving"), "f.yaml"))
                .hasMessageContaining("models.sentiment: protocol tfserving is not spoken by this version;"
                        + " write open-inference");
    }

    @Test
    void shouldRefuseAKeyThatIsWrittenTwice() {
        assertThatThrownBy(() -> SidecarConfig.parse(FILE + "kafka: {}\n", "f.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageStartingWith("f.yaml:")
                .hasMessageContaining("kafka");
    }

    @Test
    void shouldSayWhatIsMissing() {
        refuses("", "f.yaml is empty; write at least kafka, schemaRegistry and models");
        assertThatThrownBy(() -> SidecarConfig.parse("kafka: {}\n", "f.yaml"))
                .hasMessageContaining("models is missing; write at least one model with its variants");
        assertThatThrownBy(() -> SidecarConfig.parse("models: { m: { unit: header:A } }\n", "f.yaml"))
                .hasMessageContaining("models.m: variants is missing; write at least one");
        assertThatThrownBy(() -> SidecarConfig.load(Path.of("no-such.yaml")))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessage("no such file: no-such.yaml");
    }

    private static void refuses(String yaml, String message) {
        assertThatThrownBy(() -> SidecarConfig.parse(yaml, "f.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessage(message);
    }
}
