package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.UnitChoice;
import dev.weir.event.UnitMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChosenUnitsTest {
    private static final long START = 1_700_000_000_000L;

    private final KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("memory"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();

    ChosenUnitsTest() {
        store.init(new MockProcessorContext<Object, Object>().getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldTellWhatWasStoredInItsOrderAndNothingOfAnother() {
        ChosenUnits units = begin("units/", new ArrayList<>());
        ChosenUnits others = begin("pair-units/", new ArrayList<>());
        List<UnitChoice> first =
                LongStream.range(0, 40_000).mapToObj(i -> choice(i, START)).toList();
        units.store(first, Long.MIN_VALUE);
        others.store(List.of(choice(-1, START)), Long.MIN_VALUE);
        units.store(List.of(), Long.MIN_VALUE);
        List<UnitChoice> told = new ArrayList<>();
        begin("units/", told).store(List.of(choice(7, START + 1)), Long.MIN_VALUE);
        assertThat(told).isEqualTo(first);

        told.clear();
        begin("units/", told);
        assertThat(told).hasSize(40_001).endsWith(choice(7, START + 1));
    }

    @Test
    void shouldDeleteWhatIsOverAlsoAfterARestart() {
        ChosenUnits units = begin("units/", new ArrayList<>());
        units.store(List.of(choice(1, START), choice(2, START + 5)), Long.MIN_VALUE);
        units.store(List.of(choice(3, START + 9)), START + UnitMemory.ONCE_IN_MILLIS + 4);
        List<UnitChoice> told = new ArrayList<>();
        units = begin("units/", told);
        assertThat(told).hasSize(3);

        units.store(List.of(), START + UnitMemory.ONCE_IN_MILLIS + 5);
        told.clear();
        begin("units/", told);
        assertThat(told).containsExactly(choice(3, START + 9));
    }

    private ChosenUnits begin(String prefix, List<UnitChoice> told) {
        return new ChosenUnits(prefix, store, told::add);
    }

    private static UnitChoice choice(long unit, long millis) {
        return new UnitChoice(unit, Long.MIN_VALUE, millis, unit + 100);
    }
}
