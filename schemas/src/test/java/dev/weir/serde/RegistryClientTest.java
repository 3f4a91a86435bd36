package dev.weir.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.schema.VariantWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryClientTest {

    private static final VariantWeight RECORD = new VariantWeight("v2", 1);

    private final RegistryPeer registry = new RegistryPeer();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldRegisterOncePerSubjectAndThenRemember() {
        Serializer<VariantWeight> serializer = serializer(registry.config());

        for (int i = 0; i < 3; i++) {
            serializer.serialize("weir.a", RECORD);
            serializer.serialize("weir.b", RECORD);
        }

        assertThat(registry.requests())
                .containsExactly("POST /subjects/weir.a-value/versions", "POST /subjects/weir.b-value/versions");
    }

    @Test
    void shouldOnlyLookUpWhereRegisteringIsOff() {
        Map<String, Object> config = registry.config("auto.register.schemas", "false");

        assertThatThrownBy(() -> serializer(config).serialize("weir.a", RECORD))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessage("schema registry " + registry.url() + ": cannot look up the schema of subject"
                        + " weir.a-value: HTTP 404 {\"error_code\":40403,\"message\":\"Schema not found\"}");
        registry.add(PublishedSchema.text(VariantWeight.getClassSchema()));
        assertThat(serializer(config).serialize("weir.a", RECORD)).isNotEmpty();
        assertThat(registry.requests()).containsOnly("POST /subjects/weir.a-value");
    }

    @Test
    void shouldFetchAWritersSchemaOnceForAllRecords() {
        byte[] bytes = serializer(registry.config()).serialize("weir.a", RECORD);
        registry.requests().clear();
        var deserializer = AvroSerdes.from(registry.config()).deserializer(VariantWeight.class);

        for (int i = 0; i < 3; i++) {
            assertThat(deserializer.deserialize("weir.a", bytes)).isEqualTo(RECORD);
        }

        assertThat(registry.requests()).containsExactly("GET /schemas/ids/1");
    }

    @Test
    void shouldTryAgainAfterAnErrorOfTheServer() {
        registry.answerNext(500, "{\"error_code\":50001,\"message\":\"store is down\"}");
        registry.answerNext(429, "slow down");

        assertThat(serializer(registry.config()).serialize("weir.a", RECORD)).isNotEmpty();
        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void shouldGiveUpAfterTheConfiguredRetriesAndSaySo() {
        for (int i = 0; i < 3; i++) {
            registry.answerNext(503, "<html>\n  <b>no upstream</b>\n</html>");
        }
        Serializer<VariantWeight> serializer = serializer(registry.config("weir.registry.retries", "2"));

        SchemaRegistryException thrown =
                catchThrowableOfType(SchemaRegistryException.class, () -> serializer.serialize("weir.a", RECORD));

        assertThat(thrown)
                .hasMessage("schema registry " + registry.url() + ": cannot register the schema of subject"
                        + " weir.a-value: HTTP 503 <html> <b>no upstream</b> </html>");
        assertThat(thrown.isRetriable()).isTrue();
        assertThat(thrown.status()).hasValue(503);
        assertThat(thrown.errorCode()).isEmpty();
        assertThat(serializer.serialize("weir.a", RECORD)).isNotEmpty();
    }

    @Test
    void shouldNotRepeatAQuestionThatWasRefused() {
        registry.answerNext(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");

        SchemaRegistryException thrown =
                catchThrowableOfType(SchemaRegistryException.class, () -> serializer(registry.config())
                        .serialize("weir.a", RECORD));

        assertThat(thrown.isRetriable()).isFalse();
        assertThat(thrown.status()).hasValue(401);
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void shouldTreatDeniedAccessAsTheRegistrysAnswerNotAsABadRecord() {
        byte[] bytes = serializer(registry.config()).serialize("weir.a", RECORD);
        registry.answerNext(403, "forbidden");
        var deserializer = AvroSerdes.from(registry.config()).deserializer(VariantWeight.class);

        assertThatThrownBy(() -> deserializer.deserialize("weir.a", bytes))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("HTTP 403 forbidden");
        assertThat(deserializer.deserialize("weir.a", bytes)).isEqualTo(RECORD);
    }

    @Test
    void shouldTreatAnUnknownIdAsABadRecordAndAskOnlyOnce() {
        var deserializer = AvroSerdes.from(registry.config()).deserializer(VariantWeight.class);
        byte[] bytes = {0, 0, 0, 0, 99, 4, 'v', '2', 2};

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> deserializer.deserialize("weir.a", bytes))
                    .isInstanceOf(SerializationException.class)
                    .hasMessage("value on weir.a: schema registry " + registry.url()
                            + ": cannot fetch schema id 99: HTTP 404"
                            + " {\"error_code\":40403,\"message\":\"Schema not found\"}")
                    .hasCauseInstanceOf(SchemaRegistryException.class);
        }

        assertThat(registry.requests()).containsExactly("GET /schemas/ids/99");
    }

    @Test
    void shouldNotBlameTheRecordForAnAddressThatIsNoRegistry() {
        registry.answerNext(404, "no such page");
        var deserializer = AvroSerdes.from(registry.config()).deserializer(VariantWeight.class);

        assertThatThrownBy(() -> deserializer.deserialize("weir.a", new byte[] {0, 0, 0, 0, 1, 0, 0}))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("HTTP 404 no such page");
    }

    @Test
    void shouldSayWhenAnAnswerIsNoRegistrysAnswer() {
        registry.answerNext(200, "<html>Welcome</html>");

        assertThatThrownBy(() -> serializer(registry.config()).serialize("weir.a", RECORD))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessage(
                        "schema registry " + registry.url() + " cannot be understood: HTTP 200 <html>Welcome</html>");
    }

    @Test
    void shouldNotWaitLongerThanTheTimeoutForAnAnswer() {
        registry.hangNext();
        Serializer<VariantWeight> serializer =
                serializer(registry.config("weir.registry.timeout.ms", "200", "weir.registry.retries", "0"));

        SchemaRegistryException thrown =
                catchThrowableOfType(SchemaRegistryException.class, () -> serializer.serialize("weir.a", RECORD));

        assertThat(thrown).hasMessageContaining("no answer").hasMessageContaining("timed out");
        assertThat(thrown.isRetriable()).isTrue();
    }

    @Test
    void shouldFailOverToTheNextAddressAndStayThere() {
        Map<String, Object> config = registry.config();
        config.put("schema.registry.url", "http://127.0.0.1:1," + registry.url() + "/");
        config.put("weir.registry.retries", 0);
        Serializer<VariantWeight> serializer = serializer(config);

        serializer.serialize("weir.a", RECORD);
        serializer.serialize("weir.b", RECORD);

        assertThat(registry.requests())
                .containsExactly("POST /subjects/weir.a-value/versions", "POST /subjects/weir.b-value/versions");
    }

    @Test
    void shouldSendCredentialsAndKeepThemOutOfMessages() {
        registry.answerNext(401, "no");
        String withUser = registry.url().replace("http://", "http://anna:s3cr%40t@");

        assertThatThrownBy(() ->
                        serializer(Map.of("schema.registry.url", withUser)).serialize("weir.a", RECORD))
                .hasMessageContaining(registry.url())
                .hasMessageNotContaining("s3cr");
        serializer(registry.config("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "anna:s3cr@t"))
                .serialize("weir.b", RECORD);
        serializer(registry.config("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0ken"))
                .serialize("weir.c", RECORD);

        // Basic: printf 'anna:s3cr@t' | base64
        assertThat(registry.requests())
                .containsExactly(
                        "POST /subjects/weir.a-value/versions Basic YW5uYTpzM2NyQHQ=",
                        "POST /subjects/weir.b-value/versions Basic YW5uYTpzM2NyQHQ=",
                        "POST /subjects/weir.c-value/versions Bearer t0ken");
    }

    @Test
    void shouldServeManyThreadsWithOneInstance() throws Exception {
        var serde = AvroSerdes.from(registry.config()).serde(VariantWeight.class);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int first = thread * 10_000;
                wrong.add(threads.submit(() -> {
                    int differing = 0;
                    for (int i = first; i < first + 2_000; i++) {
                        VariantWeight record = new VariantWeight("v" + i, i);
                        byte[] bytes = serde.serializer().serialize("weir.a", record);
                        differing += serde.deserializer()
                                        .deserialize("weir.a", bytes)
                                        .equals(record)
                                ? 0
                                : 1;
                    }
                    return differing;
                }));
            }
            for (Future<Integer> differing : wrong) {
                assertThat(differing.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Serializer<VariantWeight> serializer(Map<String, Object> config) {
        return AvroSerdes.from(config).serializer();
    }
}
