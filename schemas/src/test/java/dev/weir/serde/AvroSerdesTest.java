package dev.weir.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.Role;
import dev.weir.schema.ShadowSpec;
import dev.weir.schema.VariantWeight;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSerdesTest {

    private final RegistryPeer registry = new RegistryPeer();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldUseTheClassesThatTheConfigurationNames() {
        Map<String, Object> config = Map.of(
                "value.serializer", TextSerializer.class.getName(), "value.deserializer", TextDeserializer.class);
        AvroSerdes serdes = AvroSerdes.from(config);

        byte[] bytes = serdes.<VariantWeight>serializer().serialize("t", new VariantWeight("v2", 7));

        assertThat(bytes).asString().isEqualTo("v2 7");
        assertThat(serdes.deserializer(VariantWeight.class).deserialize("t", bytes))
                .isEqualTo(new VariantWeight("v2", 7));
        assertThatThrownBy(() -> serdes.deserializer(OutcomeEvent.class).deserialize("t", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage("value on t is a dev.weir.schema.VariantWeight, expected a dev.weir.schema.OutcomeEvent");
    }

    @Test
    void shouldPassTheWholeConfigurationOnWithSpecificReading() {
        AvroSerdes serdes = AvroSerdes.from(Map.of(
                "value.deserializer", TextDeserializer.class, "value.serializer", TextSerializer.class, "x", "y"));

        serdes.deserializer(VariantWeight.class);

        assertThat(TextDeserializer.configuredWith.get())
                .containsEntry("x", "y")
                .containsEntry("specific.avro.reader", "true");
    }

    @Test
    void shouldWorkAsAnOrdinaryKafkaClass() {
        try (WeirAvroSerializer serializer = new WeirAvroSerializer();
                WeirAvroDeserializer deserializer = new WeirAvroDeserializer()) {
            serializer.configure(registry.config(), false);
            deserializer.configure(registry.config(), false);
            VariantWeight record = new VariantWeight("v2", 7);

            assertThat(deserializer.deserialize("t", serializer.serialize("t", record)))
                    .isEqualTo(record);
        }
    }

    @Test
    void shouldRefuseARecordThatIsNoneOfWeirsWithoutAGivenClass() {
        int id = registry.add("{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"shop\",\"fields\":[]}");
        try (WeirAvroDeserializer deserializer = new WeirAvroDeserializer()) {
            deserializer.configure(registry.config(), false);

            assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {0, 0, 0, 0, (byte) id}))
                    .isInstanceOf(SerializationException.class)
                    .hasMessage("value on t: schema id 1 is a shop.Order, none of Weir's records");
        }
    }

    @Test
    void shouldReadWhatAnOlderVersionWroteWithThisVersionsDefaults() {
        int id = registry.add("{\"type\":\"record\",\"name\":\"ShadowSpec\",\"fields\":["
                + "{\"name\":\"comparator\",\"type\":\"string\"},{\"name\":\"retired\",\"type\":\"int\"}]}");
        byte[] bytes = {0, 0, 0, 0, (byte) id, 10, 'e', 'x', 'a', 'c', 't', 2};

        var read = AvroSerdes.from(registry.config())
                .deserializer(ShadowSpec.class)
                .deserialize("t", bytes);

        assertThat(read.getComparator()).isEqualTo("exact");
        assertThat(read.getMinSamples()).isEqualTo(1000);
        assertThat(read.getTolerance()).isNull();
    }

    @Test
    void shouldReadAStatusOnlyANewerVersionKnowsAsAnError() {
        String newer = PublishedSchema.text(LatencyPart.getClassSchema())
                .replace("\"ERROR\",\"TIMEOUT\"", "\"ERROR\",\"TIMEOUT\",\"CANCELLED\"");
        int id = registry.add(newer);
        byte[] bytes = {0, 0, 0, 0, (byte) id, 14, 6, 0, 0, 0, 0};

        LatencyPart read = AvroSerdes.from(registry.config())
                .deserializer(LatencyPart.class)
                .deserialize("t", bytes);

        assertThat(newer).contains("CANCELLED");
        assertThat(read.getDurationMicros()).isEqualTo(7);
        assertThat(read.getStatus()).isEqualTo(LatencyStatus.ERROR);
    }

    @Test
    void shouldNotReadARoleOnlyANewerVersionKnowsAsServed() {
        String newer = PublishedSchema.text(InferenceEvent.getClassSchema())
                .replace("[\"SERVED\",\"SHADOW\"]", "[\"SERVED\",\"SHADOW\",\"REPLAYED\"]");
        int id = registry.add(newer);
        // requestId r, model m, variant v, the third role, timestamp 0; none of the rest.
        byte[] bytes = {0, 0, 0, 0, (byte) id, 2, 'r', 2, 'm', 2, 'v', 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

        assertThat(newer).contains("REPLAYED");
        assertThatThrownBy(() -> AvroSerdes.from(registry.config())
                        .deserializer(InferenceEvent.class)
                        .deserialize("t", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("REPLAYED");
        bytes[11] = 2;
        assertThat(AvroSerdes.from(registry.config())
                        .deserializer(InferenceEvent.class)
                        .deserialize("t", bytes)
                        .getRole())
                .isEqualTo(Role.SHADOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    schema.registry.url  |                   | schema.registry.url is missing
                    schema.registry.url  | host:8081         | is not http or https
                    schema.registry.url  | ftp://host        | is not http or https
                    schema.registry.url  | http://ho st      | schema.registry.url is no address
                    weir.registry.retries | -1               | Invalid value -1 for configuration weir.registry.retries
                    weir.registry.retries | many             | Invalid value many for configuration weir.registry.retries
                    basic.auth.credentials.source | SASL_INHERIT | basic.auth.credentials.source
                    basic.auth.credentials.source | USER_INFO | basic.auth.user.info is missing
                    bearer.auth.credentials.source | STATIC_TOKEN | bearer.auth.token is missing
                    value.serializer | no.such.Class         | is no Serializer on the class path
                    value.serializer | java.lang.String      | is no Serializer on the class path
                    """)
    void shouldNameTheSettingThatIsWrong(String key, String value, String message) {
        Map<String, Object> config = registry.config();
        config.put(key, value);

        assertThatThrownBy(() -> AvroSerdes.from(config).serializer())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldKeepPasswordsOutOfItsOwnDescription() {
        RegistryConfig config = RegistryConfig.from(Map.of("schema.registry.url", "http://anna:s3cret@host:8081/api/"));

        assertThat(config).asString().contains("http://host:8081/api").doesNotContain("s3cret");
    }

    /** A format of one's own: "variant weight". */
    public static final class TextSerializer implements Serializer<SpecificRecord> {
        @Override
        public byte[] serialize(String topic, SpecificRecord data) {
            return (data.get(0) + " " + data.get(1)).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Reads it back. */
    public static final class TextDeserializer implements Deserializer<SpecificRecord> {

        static final ThreadLocal<Map<String, Object>> configuredWith = new ThreadLocal<>();

        @Override
        public void configure(Map<String, ?> configs, boolean isKey) {
            configuredWith.set(Map.copyOf(configs));
        }

        @Override
        public SpecificRecord deserialize(String topic, byte[] data) {
            String[] parts = new String(data, StandardCharsets.UTF_8).split(" ");
            return new VariantWeight(parts[0], Integer.valueOf(parts[1]));
        }
    }
}
