package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.router.records.RecordRouterSettings;
import dev.weir.router.records.RecordSource;
import dev.weir.router.records.RecordStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordsConfigTest {

    private static final String FILE =
            """
            router: { id: records-1, adminPort: 0 }
            kafka: { bootstrap.servers: "broker:9092" }
            schemaRegistry: { url: "http://registry:8081" }
            streams:
              sentiment:
                input: reviews
                segments: { user_type: header:user_type }
                variants: { v1.0: reviews-v1, v2.0: reviews-v2 }
            """;

    @Test
    void shouldReadAFileAndPutTheEnvironmentAboveIt() {
        RecordRouterSettings settings = RecordsConfig.parse(FILE, "records.yaml")
                .withEnvironment(Map.of("WEIR_KAFKA_SECURITY_PROTOCOL", "SSL", "WEIR_TOPIC_PREFIX", "ml."))
                .settings();
        assertThat(settings.group()).isEqualTo("weir-records");
        assertThat(settings.topicPrefix()).isEqualTo("ml.");
        assertThat(settings.clients())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("schema.registry.url", "http://registry:8081");
        RecordStream stream = settings.streams().get("sentiment");
        assertThat(stream.unit()).isEqualTo(RecordSource.KEY);
        assertThat(stream.segments()).containsEntry("user_type", new RecordSource.Named("user_type"));
        assertThat(stream.firstVariant()).isEqualTo("v1.0");
    }

    @Test
    void shouldSayWhereAndWhatToWriteInstead() {
        assertRefused("input: reviews", "inputs: reviews", "records.yaml:6: ", "did you mean input?");
        assertRefused("header:user_type }", "user_type }", "write key, or header:NAME");
        assertRefused("v2.0: reviews-v2", "v2.0: reviews", "sends records back to reviews");
        assertRefused("v2.0: reviews-v2", "v2.0: reviews-v1", "two variants to one topic");
        assertRefused("{ v1.0: reviews-v1, v2.0: reviews-v2 }", "{}", "write a topic for each, e.g. v1.0: reviews-v1");
        assertThatThrownBy(() -> RecordsConfig.parse("", "records.yaml"))
                .hasMessage("records.yaml is empty; write at least kafka, schemaRegistry and streams");
    }

    @Test
    void shouldNameTheFilesThatAreMissingBeforeAnythingIsStarted() {
        RecordsConfig config = RecordsConfig.parse(
                """
                admin: { tokenFile: none.tokens, tls: { cert: none.pem, key: none.key } }
                kafka: { bootstrap.servers: "127.0.0.1:1" }
                schemaRegistry: { url: "http://127.0.0.1:1" }
                streams: { m: { input: a, variants: { v1: b } } }
                """,
                "f.yaml");
        assertThatThrownBy(() -> RecordsProgram.start(config))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageContaining("none.tokens")
                .hasMessageContaining("admin.tls: no such file: none.pem");
    }

    @Test
    void shouldRefuseStreamsThatRunIntoEachOther() {
        RecordsConfig circle = RecordsConfig.parse(
                FILE + "  other: { input: reviews-v1, variants: { v1.0: elsewhere } }\n", "records.yaml");
        assertThatThrownBy(circle::settings).hasMessageContaining("topic reviews-v1 is an input and a variant's too");
        RecordsConfig twice = RecordsConfig.parse(
                FILE + "  other: { input: reviews, variants: { v1.0: elsewhere } }\n", "records.yaml");
        assertThatThrownBy(twice::settings).hasMessageContaining("two models have the same input");
    }

    private static void assertRefused(String right, String wrong, String... messages) {
        assertThat(FILE).contains(right);
        assertThatThrownBy(() -> RecordsConfig.parse(FILE.replace(right, wrong), "records.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(messages));
    }
}
