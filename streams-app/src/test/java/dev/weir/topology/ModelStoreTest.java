package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelStoreTest {
    private final KeyValueStore<String, byte[]> pieces = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("models"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final ModelStore store = new ModelStore(pieces);

    @BeforeEach
    void open() {
        pieces.init(new MockProcessorContext<>().getStateStoreContext(), pieces);
    }

    @Test
    void shouldStoreStatesLargerThanARecordMayBe() {
        byte[] large = bytes(12 * ModelStore.LARGEST_PIECE + 1);
        byte[] other = bytes(9);
        store.put("sentiment", large);
        store.put("sentiment-2", other);

        pieces.all()
                .forEachRemaining(entry -> assertThat(entry.value).hasSizeLessThanOrEqualTo(ModelStore.LARGEST_PIECE));
        Map<String, byte[]> stored = stored();
        assertThat(stored.keySet()).containsExactly("sentiment", "sentiment-2");
        assertThat(stored.get("sentiment")).isEqualTo(large);
        assertThat(stored.get("sentiment-2")).isEqualTo(other);
    }

    @Test
    void shouldLeaveNothingOfALargerStateBehindASmallerOne() {
        byte[] small = bytes(ModelStore.LARGEST_PIECE);
        store.put("sentiment", bytes(4 * ModelStore.LARGEST_PIECE));
        store.put("sentiment", small);

        assertThat(stored().get("sentiment")).isEqualTo(small);
        assertThat(pieces.approximateNumEntries()).isEqualTo(1);
    }

    private Map<String, byte[]> stored() {
        Map<String, byte[]> stored = new TreeMap<>();
        store.forEach(stored::put);
        return stored;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
