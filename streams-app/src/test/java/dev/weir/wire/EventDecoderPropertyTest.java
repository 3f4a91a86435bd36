package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Observation;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import dev.weir.serde.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

class EventDecoderPropertyTest {
    private static final String TOPIC = "events";
    private static final Deserializer<InferenceEvent> AVRO = (topic, bytes) -> bytes == null ? null : general(bytes);
    private static final Deserializer<InferenceEvent> NEVER = (topic, bytes) -> {
        throw new AssertionError("the deserialiser was asked");
    };

    @BeforeContainer
    static void trust() {
        TrustedRecords.declare();
    }

    /** All kinds of events one after the other, so that what is remembered of one is not taken for another. */
    @Property(tries = 100)
    void shouldReadWhatTheRecordSays(@ForAll long seed, @ForAll boolean blocking) {
        EventDecoder decoder = new EventDecoder(bytes -> true, NEVER);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            InferenceEvent event = event(random);
            assertThat(decoder.read(TOPIC, bytes(event, blocking))).isEqualTo(EventCodec.observation(event));
            assertThat(decoder.label()).isEqualTo(EventCodec.label(event));
            assertContent(decoder, event);
        }
    }

    @Property(tries = 50)
    void shouldLeaveWhatAnotherSchemaWroteToTheDeserialiser(@ForAll long seed) {
        EventDecoder decoder = new EventDecoder(bytes -> false, AVRO);
        InferenceEvent event = event(new Random(seed));
        assertThat(decoder.read(TOPIC, bytes(event, false))).isEqualTo(EventCodec.observation(event));
        assertThat(decoder.label()).isEqualTo(EventCodec.label(event));
        assertContent(decoder, event);
    }

    private static void assertContent(EventDecoder decoder, InferenceEvent event) {
        Observation observation = EventCodec.observation(event);
        assertThat(decoder.pairSide(observation)).isEqualTo(EventCodec.pairSide(observation, event));
        if (event.getRequest() != null) {
            assertThat(decoder.asked().features()).isEqualTo(event.getRequest().getFeatures());
            assertThat(decoder.asked().categories())
                    .isEqualTo(event.getRequest().getCategories());
        }
        if (event.getPrediction() != null) {
            assertThat(decoder.answer().label()).isEqualTo(event.getPrediction().getLabel());
            assertThat(decoder.answer().score()).isEqualTo(event.getPrediction().getScore());
            assertThat(decoder.answer().value()).isEqualTo(event.getPrediction().getValue());
        }
    }

    /** Whatever is broken, and however, the answer is the deserialiser's. */
    @Property(tries = 500)
    void shouldSayOfBrokenBytesWhatTheDeserialiserSays(@ForAll long seed, @ForAll @IntRange(max = 3) int how) {
        Random random = new Random(seed);
        byte[] bytes = bytes(event(random), random.nextBoolean());
        int at = 5 + random.nextInt(bytes.length - 5);
        byte[] broken =
                switch (how) {
                    case 0 -> Arrays.copyOf(bytes, at);
                    case 1 -> Arrays.copyOf(bytes, bytes.length + 1);
                    default -> {
                        byte[] other = bytes.clone();
                        other[at] ^= (byte) (1 + random.nextInt(255));
                        yield other;
                    }
                };
        EventDecoder decoder = new EventDecoder(each -> true, AVRO);
        assertThat(answer(() -> decoder.read(TOPIC, broken)))
                .isEqualTo(answer(() -> EventCodec.observation(AVRO.deserialize(TOPIC, broken))));
    }

    /** A block whose length in bytes is negative. */
    @Example
    void shouldSayOfABlockWithoutALengthWhatTheDeserialiserSays() {
        shouldSayOfBrokenBytesWhatTheDeserialiserSays(886, 2);
    }

    @Example
    void shouldSayThatARecordHasNoValue() {
        assertThat(new EventDecoder(bytes -> false, AVRO).read(TOPIC, null)).isNull();
    }

    @Example
    void shouldAskOnlyOnceOfASchema() {
        int[] asked = {0};
        EventDecoder decoder = new EventDecoder(
                bytes -> {
                    asked[0]++;
                    return true;
                },
                NEVER);
        for (int i = 0; i < 10; i++) {
            decoder.read(TOPIC, bytes(event(new Random(i)), false));
        }
        assertThat(asked[0]).isEqualTo(1);
    }

    /** The id that is all ones, before any other was read. */
    @Example
    void shouldAskOfEverySchemaBeforeItReadsByIt() {
        byte[] bytes = bytes(event(new Random(1)), false);
        Arrays.fill(bytes, 1, 5, (byte) 0xff);
        EventDecoder decoder = new EventDecoder(each -> false, (topic, each) -> {
            throw new SerializationException("no such schema");
        });
        assertThatThrownBy(() -> decoder.read(TOPIC, bytes)).isInstanceOf(SerializationException.class);
    }

    @Example
    void shouldGiveNamesThatComeAgainAsTheSameString() {
        EventDecoder decoder = new EventDecoder(bytes -> true, NEVER);
        byte[] bytes = bytes(event(new Random(1)), false);
        Observation first = decoder.read(TOPIC, bytes);
        Observation second = decoder.read(TOPIC, bytes.clone());
        assertThat(second.model()).isSameAs(first.model());
        assertThat(second.segments()).isSameAs(first.segments());
    }

    @Example
    void shouldRefuseRoomThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new TextCache(3)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Object answer(Supplier<Observation> read) {
        try {
            return read.get();
        } catch (SerializationException refused) {
            return "refused";
        }
    }

    private static InferenceEvent event(Random random) {
        return InferenceEvent.newBuilder()
                .setRequestId(text(random))
                .setModel("m" + random.nextInt(3))
                .setVariant("v" + random.nextInt(3))
                .setRole(random.nextBoolean() ? Role.SERVED : Role.SHADOW)
                .setTimestamp(Instant.ofEpochMilli(random.nextLong() >>> 20))
                .setUnit(perhaps(random, () -> text(random)))
                .setSegments(texts(random))
                .setRevision(perhaps(random, () -> random.nextLong() >> random.nextInt(64)))
                .setSidecar(perhaps(random, () -> text(random)))
                .setReason(perhaps(random, () -> pick(random, AssignmentReason.values())))
                .setFirstOfUnit(perhaps(random, () -> random.nextBoolean()))
                .setRequest(perhaps(random, () -> RequestPart.newBuilder()
                        .setFeatures(random.nextBoolean() ? Map.of() : Map.of("a", 1.5, "b", random.nextGaussian()))
                        .setCategories(texts(random))
                        .setSizeBytes(perhaps(random, () -> (long) random.nextInt()))
                        .build()))
                .setPrediction(perhaps(random, () -> PredictionPart.newBuilder()
                        .setLabel(perhaps(random, () -> text(random)))
                        .setScore(perhaps(random, () -> random.nextDouble()))
                        .setValue(perhaps(random, () -> random.nextDouble()))
                        .setText(perhaps(random, () -> text(random)))
                        .setEmbedding(perhaps(random, () -> List.of(0.5f, random.nextFloat())))
                        .build()))
                .setLatency(perhaps(random, () -> LatencyPart.newBuilder()
                        .setDurationMicros(random.nextLong() >> random.nextInt(64))
                        .setStatus(pick(random, LatencyStatus.values()))
                        .setErrorCode(perhaps(random, () -> text(random)))
                        .setCpuMicros(perhaps(random, () -> (long) random.nextInt()))
                        .setMemoryBytes(perhaps(random, () -> random.nextLong()))
                        .setCost(perhaps(random, () -> random.nextGaussian()))
                        .build()))
                .build();
    }

    private static <T> T perhaps(Random random, Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(200), 32, random.nextBoolean() ? 127 : 0x2000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Map<String, String> texts(Random random) {
        Map<String, String> texts = new HashMap<>();
        IntStream.range(0, random.nextInt(4)).forEach(i -> texts.put("k" + random.nextInt(5), "v" + random.nextInt(3)));
        return texts;
    }

    private static byte[] bytes(InferenceEvent event, boolean blocking) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, 7});
        BinaryEncoder encoder = blocking
                ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null)
                : EncoderFactory.get().binaryEncoder(out, null);
        try {
            new SpecificDatumWriter<>(InferenceEvent.class).write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static InferenceEvent general(byte[] bytes) {
        try {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
            InferenceEvent event = new SpecificDatumReader<>(InferenceEvent.class).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new SerializationException("more bytes");
            }
            return event;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(e);
        }
    }
}
