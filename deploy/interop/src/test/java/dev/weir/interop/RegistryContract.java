package dev.weir.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.schema.RandomRecords;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schema through a registry, written and read by Weir's own serialisers and by Confluent's; and what the registry says
 * of an incompatible one. The same for each registry.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryContract {
    private static final String CONFLUENT_SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
    private static final String CONFLUENT_DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    /** Address for {@code schema.registry.url}. */
    abstract String url();

    static Stream<Topic<?>> topics() {
        return Topics.all().stream().filter(topic -> SpecificRecord.class.isAssignableFrom(topic.valueType()));
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void shouldRoundTripEverySchema(Topic<T> topic) {
        roundTrips(topic, weir(), weir());
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void shouldBeReadByConfluentsDeserialiser(Topic<T> topic) {
        roundTrips(topic, weir(), confluent());
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void shouldReadWhatConfluentsSerialiserWrites(Topic<T> topic) {
        roundTrips(topic, confluent(), weir());
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void shouldWriteUnderTheIdAndInTheSizeOfConfluentsSerialiser(Topic<T> topic) {
        String name = TopicNames.DEFAULT.of(topic);
        try (Serializer<T> own = weir().serializer();
                Serializer<T> confluents = confluent().serializer()) {
            T record = RandomRecords.next(topic.valueType(), new Random(1));
            // A map's entries are written in no order of their own.
            assertThat(own.serialize(name, record)).hasSameSizeAs(confluents.serialize(name, record));
            assertThat(idOf(own.serialize(name, record))).isEqualTo(idOf(confluents.serialize(name, record)));
        }
    }

    @Test
    void shouldGiveASchemaBackByItsId() throws Exception {
        String subject = "fetched-value";
        Schema schema = SpecificData.get().getSchema(Topics.VERDICTS.valueType());
        int id = register(subject, schema).body().get("id").asInt();
        JsonNode fetched = get("/schemas/ids/" + id);
        assertThat(new Schema.Parser().parse(fetched.get("schema").asText())).isEqualTo(schema);
        assertThat(get("/subjects/" + subject + "/versions/latest").get("id").asInt())
                .isEqualTo(id);
        assertThat(register(subject, schema).body().get("id").asInt()).isEqualTo(id);
    }

    @Test
    void shouldRefuseWhatReadersOfTheOldSchemaCouldNotRead() throws Exception {
        String subject = "guarded-value";
        call("PUT", "/config/" + subject, "{\"compatibility\": \"BACKWARD\"}");
        Schema first = new Schema.Parser()
                .parse(
                        """
                {"type": "record", "name": "Guarded", "fields": [{"name": "a", "type": "long"}]}""");
        Schema second = new Schema.Parser()
                .parse(
                        """
                {"type": "record", "name": "Guarded", "fields": [
                  {"name": "a", "type": "long"}, {"name": "b", "type": "string"}]}""");
        assertThat(register(subject, first).status()).isEqualTo(200);
        assertThat(call("POST", "/compatibility/subjects/" + subject + "/versions/latest", body(second))
                        .body()
                        .get("is_compatible")
                        .asBoolean())
                .isFalse();
        assertThat(register(subject, second).status()).isEqualTo(409);
    }

    private <T extends SpecificRecord> void roundTrips(Topic<T> topic, AvroSerdes writing, AvroSerdes reading) {
        String name = TopicNames.DEFAULT.of(topic);
        try (Serializer<T> serializer = writing.serializer();
                Deserializer<T> deserializer = reading.deserializer(topic.valueType())) {
            for (T record : RandomRecords.ofEachBranch(topic.valueType(), new Random(name.hashCode()))) {
                assertThat(deserializer.deserialize(name, serializer.serialize(name, record)))
                        .isEqualTo(record);
            }
        }
    }

    private AvroSerdes weir() {
        return AvroSerdes.from(Map.of("schema.registry.url", url()));
    }

    private AvroSerdes confluent() {
        try {
            Class.forName(CONFLUENT_SERIALIZER);
        } catch (ClassNotFoundException e) {
            throw Missing.skip(
                    "Confluent's serialisers",
                    "they (30 MB) are fetched by the profile real-registries only: mvn verify -Preal-registries");
        }
        return AvroSerdes.from(Map.of(
                "schema.registry.url",
                url(),
                "value.serializer",
                CONFLUENT_SERIALIZER,
                "value.deserializer",
                CONFLUENT_DESERIALIZER));
    }

    private static int idOf(byte[] message) {
        return ByteBuffer.wrap(message, 1, Integer.BYTES).getInt();
    }

    private record Answer(int status, JsonNode body) {}

    private Answer register(String subject, Schema schema) throws Exception {
        return call("POST", "/subjects/" + subject + "/versions", body(schema));
    }

    private String body(Schema schema) throws Exception {
        return json.writeValueAsString(Map.of("schema", schema.toString()));
    }

    private JsonNode get(String path) throws Exception {
        return call("GET", path, null).body();
    }

    private Answer call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), json.readTree(response.body()));
    }
}
