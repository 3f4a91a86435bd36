package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.event.Observation;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import dev.weir.serde.AvroSerdes;
import dev.weir.serde.RegistryPeer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events by programs that have another schema of them, older, newer, or written by hand. */
class WriterSchemasTest {
    private static final String TOPIC = "events";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InferenceEvent EVENT = InferenceEvent.newBuilder()
            .setRequestId("r1")
            .setModel("digits")
            .setVariant("v2")
            .setRole(Role.SHADOW)
            .setTimestamp(Instant.ofEpochMilli(1_700_000_000_123L))
            .setUnit("u1")
            .setSegments(Map.of("country", "de", "tier", "gold"))
            .setRevision(5L)
            .setSidecar("s1")
            .setReason(AssignmentReason.SEGMENT)
            .setFirstOfUnit(true)
            .setRequest(RequestPart.newBuilder()
                    .setFeatures(Map.of("age", 1.5))
                    .setCategories(Map.of("colour", "red"))
                    .setSizeBytes(9L)
                    .build())
            .setPrediction(PredictionPart.newBuilder()
                    .setLabel("yes")
                    .setScore(0.5)
                    .setEmbedding(List.of(0.5f, 0.25f))
                    .build())
            .setLatency(LatencyPart.newBuilder()
                    .setDurationMicros(1_234)
                    .setStatus(LatencyStatus.ERROR)
                    .setErrorCode("E")
                    .setCpuMicros(77L)
                    .setMemoryBytes(88L)
                    .setCost(0.5)
                    .build())
            .build();

    private static RegistryPeer registry;
    private static AvroSerdes serdes;

    @BeforeAll
    static void start() {
        registry = new RegistryPeer();
        serdes = AvroSerdes.from(registry.config());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("same")
    void shouldReadTheBytesOfAWriterWithTheSameFields(String writer, Consumer<ObjectNode> change) throws IOException {
        byte[] bytes = written(change);

        assertThat(serdes.current(InferenceEvent.class).test(bytes)).isTrue();
        assertReads(bytes, (topic, data) -> {
            throw new AssertionError("the deserialiser was asked");
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("other")
    void shouldReadTheRecordOfAWriterWithOthers(String writer, Consumer<ObjectNode> change) throws IOException {
        byte[] bytes = written(change);

        assertReads(bytes, serdes.deserializer(InferenceEvent.class));
        assertThat(serdes.current(InferenceEvent.class).test(bytes)).isFalse();
    }

    static Stream<Arguments> same() {
        return Stream.of(
                writer("identical", schema -> {}),
                writer("other doc", schema -> {
                    schema.put("doc", "another");
                    field(schema, "model").put("doc", "another");
                }),
                writer("another default", schema -> field(schema, "segments").remove("default")),
                writer(
                        "an alias",
                        schema -> field(schema, "sidecar").putArray("aliases").add("router")));
    }

    static Stream<Arguments> other() {
        return Stream.of(
                writer("fields reversed", schema -> reverse(fields(schema))),
                writer("model and variant swapped", schema -> swap(fields(schema), "model", "variant")),
                writer("cpu and memory swapped", schema -> swap(fields(part(schema)), "cpuMicros", "memoryBytes")),
                writer("a field before all", schema -> fields(schema).insert(0, field("extra", "string"))),
                writer("a field after all", schema -> fields(schema).add(field("extra", "string"))),
                writer("a field after all of a part", schema -> fields(part(schema))
                        .add(field("extra", "long"))),
                writer("no sidecar", schema -> fields(schema).remove(indexOf(fields(schema), "sidecar"))),
                writer("sidecar renamed, with an alias", schema -> {
                    ObjectNode sidecar = field(schema, "sidecar");
                    sidecar.put("name", "router").putArray("aliases").add("sidecar");
                }),
                writer("unit without a union", schema -> type(field(schema, "unit"), "\"string\"")),
                writer("union in another order", schema -> type(field(schema, "unit"), "[\"string\", \"null\"]")),
                writer("int for long", schema -> type(field(part(schema), "durationMicros"), "\"int\"")),
                writer("float for double", schema -> type(field(part(schema), "cost"), "[\"null\", \"float\"]")),
                writer("bytes for string", schema -> type(field(schema, "model"), "\"bytes\"")),
                writer("no namespace", schema -> schema.remove("namespace")),
                writer(
                        "roles reversed",
                        schema -> reverse(
                                (ArrayNode) field(schema, "role").get("type").get("symbols"))),
                writer(
                        "statuses reversed",
                        schema -> reverse((ArrayNode)
                                field(part(schema), "status").get("type").get("symbols"))));
    }

    private static Arguments writer(String name, Consumer<ObjectNode> change) {
        return arguments(name, change);
    }

    /** What is counted of the event, and what is compared of it as half of a shadow pair. */
    private static void assertReads(byte[] bytes, Deserializer<InferenceEvent> general) {
        Predicate<byte[]> current = serdes.current(InferenceEvent.class);
        EventDecoder decoder = new EventDecoder(current, general);
        Observation observation = EventCodec.observation(EVENT);
        assertThat(decoder.read(TOPIC, bytes)).isEqualTo(observation);
        assertThat(decoder.label()).isEqualTo("yes");
        assertThat(decoder.pairSide(observation)).isEqualTo(EventCodec.pairSide(observation, EVENT));
    }

    /** The event as a program writes it whose schema differs from Weir's by a change. */
    private static byte[] written(Consumer<ObjectNode> change) throws IOException {
        ObjectNode text =
                (ObjectNode) JSON.readTree(InferenceEvent.getClassSchema().toString());
        change.accept(text);
        Schema schema = new Schema.Parser().parse(text.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(bytes);
        header.writeByte(0);
        header.writeInt(registry.add(text.toString()));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(as(schema, EVENT), encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    /** A value as a writer with a schema of its own has it. */
    private static Object as(Schema schema, Object value) {
        return switch (schema.getType()) {
            case UNION -> value == null ? null : as(notNull(schema), value);
            case RECORD -> record(schema, (GenericRecord) value);
            case ENUM -> new GenericData.EnumSymbol(schema, value.toString());
            case INT -> ((Number) value).intValue();
            case LONG -> value instanceof Instant instant ? instant.toEpochMilli() : value;
            case FLOAT -> ((Number) value).floatValue();
            case BYTES -> ByteBuffer.wrap(value.toString().getBytes(StandardCharsets.UTF_8));
            default -> value;
        };
    }

    private static GenericRecord record(Schema schema, GenericRecord from) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            String name = from.hasField(field.name())
                    ? field.name()
                    : field.aliases().stream().findFirst().orElse(null);
            Object extra = field.schema().getType() == Schema.Type.LONG ? 7L : "more";
            record.put(field.pos(), name == null ? extra : as(field.schema(), from.get(name)));
        }
        return record;
    }

    private static Schema notNull(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    private static ArrayNode fields(ObjectNode schema) {
        return (ArrayNode) schema.get("fields");
    }

    /** The schema of the latency part. */
    private static ObjectNode part(ObjectNode schema) {
        return (ObjectNode) field(schema, "latency").get("type").get(1);
    }

    private static ObjectNode field(ObjectNode schema, String name) {
        return (ObjectNode) fields(schema).get(indexOf(fields(schema), name));
    }

    private static ObjectNode field(String name, String type) {
        return JSON.createObjectNode().put("name", name).put("type", type);
    }

    private static int indexOf(ArrayNode fields, String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).get("name").asText().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no field " + name);
    }

    private static void type(ObjectNode field, String type) {
        try {
            field.set("type", JSON.readTree(type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        field.remove("default");
    }

    private static void swap(ArrayNode fields, String one, String other) {
        int first = indexOf(fields, one);
        int second = indexOf(fields, other);
        JsonNode moved = fields.get(first);
        fields.set(first, fields.get(second));
        fields.set(second, moved);
    }

    private static void reverse(ArrayNode array) {
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        Collections.reverse(nodes);
        array.removeAll();
        array.addAll(nodes);
    }
}
