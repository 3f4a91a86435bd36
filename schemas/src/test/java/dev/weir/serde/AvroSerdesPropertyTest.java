package dev.weir.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.schema.RandomRecords;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;

class AvroSerdesPropertyTest {

    private static RegistryPeer registry;
    private static AvroSerdes serdes;

    @BeforeContainer
    static void start() {
        registry = new RegistryPeer();
        serdes = AvroSerdes.from(registry.config());
    }

    @AfterContainer
    static void stop() {
        registry.close();
    }

    @Property(tries = 500)
    void shouldReadBackWhatItWrote(@ForAll("recordTopics") Topic<?> topic, @ForAll long seed) {
        roundTrip(topic, topic.valueType().asSubclass(SpecificRecord.class), seed);
    }

    private static <T extends SpecificRecord> void roundTrip(Topic<?> topic, Class<T> type, long seed) {
        T record = RandomRecords.next(type, new Random(seed));
        String name = topic.name(TopicNames.DEFAULT);
        Serde<T> serde = serdes.serde(type);

        byte[] bytes = serde.serializer().serialize(name, record);

        assertThat(serde.deserializer().deserialize(name, bytes)).isEqualTo(record);
        assertThat(serde.serializer().serialize(name, record)).isEqualTo(bytes);
    }

    /** Whatever the bytes are, the worst that happens is the one exception that means a bad record. */
    @Property(tries = 2_000)
    void shouldReadDamagedBytesOrRefuseThem(
            @ForAll("recordTopics") Topic<?> topic, @ForAll long seed, @ForAll("damage") List<Integer> damage) {
        Class<? extends SpecificRecord> type = topic.valueType().asSubclass(SpecificRecord.class);
        String name = topic.name(TopicNames.DEFAULT);
        byte[] bytes = serdes.serializer().serialize(name, RandomRecords.next(type, new Random(seed)));
        byte[] damaged = Arrays.copyOf(bytes, Math.max(5, bytes.length - damage.get(0) % 3));
        for (int i = 1; i + 1 < damage.size() && damaged.length > 5; i += 2) {
            damaged[5 + damage.get(i) % (damaged.length - 5)] = (byte) (int) damage.get(i + 1);
        }

        try {
            assertThat(serdes.deserializer(type).deserialize(name, damaged)).isInstanceOf(type);
        } catch (SerializationException refused) {
            assertThat(refused).hasMessageContaining(name);
        }
    }

    @Provide
    Arbitrary<Topic<?>> recordTopics() {
        List<Topic<?>> topics = Topics.all().stream()
                .filter(topic -> topic.valueType() != byte[].class)
                .toList();
        return Arbitraries.of(topics);
    }

    @Provide
    Arbitrary<List<Integer>> damage() {
        return Arbitraries.integers().between(0, 100_000).list().ofMinSize(1).ofMaxSize(9);
    }
}
