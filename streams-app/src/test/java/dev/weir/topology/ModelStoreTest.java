package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.PieceCodec;
import dev.weir.wire.UnreadableStateException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
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
        store.of("sentiment").put("t", large);
        store.of("sentiment-2").put("t", other);

        pieces.all()
                .forEachRemaining(entry -> assertThat(entry.value).hasSizeLessThanOrEqualTo(ModelStore.LARGEST_PIECE));
        Map<String, SortedMap<String, byte[]>> stored = stored();
        assertThat(stored.keySet()).containsExactly("sentiment", "sentiment-2");
        assertThat(stored.get("sentiment").get("t")).isEqualTo(large);
        assertThat(stored.get("sentiment-2").get("t")).isEqualTo(other);
    }

    @Test
    void shouldLeaveNothingOfALargerStateBehindASmallerOne() {
        byte[] small = bytes(ModelStore.LARGEST_PIECE);
        store.of("sentiment").put("t", bytes(4 * ModelStore.LARGEST_PIECE));
        store.of("sentiment").put("t", small);

        assertThat(stored().get("sentiment").get("t")).isEqualTo(small);
        assertThat(pieces.approximateNumEntries()).isEqualTo(1);
    }

    @Test
    void shouldLeaveNothingOfALargerPieceBehindWhenTheTaskBeganAnew() {
        store.of("sentiment").put("t", bytes(4 * ModelStore.LARGEST_PIECE));
        ModelStore anew = new ModelStore(pieces);
        anew.forEach((model, stored) -> {});
        anew.of("sentiment").put("t", bytes(9));

        assertThat(stored().get("sentiment").get("t")).isEqualTo(bytes(9));
        assertThat(pieces.approximateNumEntries()).isEqualTo(1);
    }

    @Test
    void shouldRemovePiecesOfOneModelFromOneNameToAnother() {
        for (String model : List.of("sentiment", "sentiment-2")) {
            for (String piece : List.of("c2", "o1", "o2", "o3", "p")) {
                store.of(model).put(piece, bytes("o2".equals(piece) ? ModelStore.LARGEST_PIECE + 1 : 3));
            }
        }
        store.of("sentiment").remove("o", "o3");

        assertThat(stored().get("sentiment").keySet()).containsExactly("c2", "o3", "p");
        assertThat(stored().get("sentiment-2").keySet()).containsExactly("c2", "o1", "o2", "o3", "p");
        assertThat(pieces.approximateNumEntries()).isEqualTo(3 + 6);
    }

    /** A build before stored each model whole, by its name and a number of six digits. */
    @Test
    void shouldSayThatTheStateOfAnotherVersionCannotBeRead() {
        pieces.put("sentiment\u0000000000", bytes(9));
        assertThatThrownBy(() -> store.forEach(new PieceCodec()::read))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("'sentiment'")
                .hasMessageContaining("another version");
    }

    private Map<String, SortedMap<String, byte[]>> stored() {
        Map<String, SortedMap<String, byte[]>> stored = new TreeMap<>();
        store.forEach(stored::put);
        return stored;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
