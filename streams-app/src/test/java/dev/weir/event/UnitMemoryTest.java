package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitMemoryTest {
    private static final long START = 1_700_000_000_000L;
    private static final long TEN_MINUTES = UnitMemory.ONCE_IN_MILLIS;

    @Test
    void shouldAdmitAUnitOnceInTenMinutesForEachModel() {
        UnitMemory units = new UnitMemory(100);
        assertThat(units.admit("m", unit("u"), "r1", START)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(units.admit("m", unit("u"), "r2", START + TEN_MINUTES - 1)).isEqualTo(Admission.REPEAT);
        assertThat(units.admit("other", unit("u"), "r3", START + 1)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(units.admit("m", unit("u"), "r4", START + TEN_MINUTES)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(units.admit("m", unit("u"), "r5", START + TEN_MINUTES + 1)).isEqualTo(Admission.REPEAT);
    }

    @Test
    void shouldRecogniseTheRequestItAdmitted() {
        UnitMemory units = new UnitMemory(100);
        units.admit("m", unit("u"), "r1", START);
        assertThat(units.admit("m", unit("u"), "r1", START)).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    /** Losing evidence is harmless, counting a unit twice is not. */
    @Test
    void shouldAdmitNobodyNewWhenItIsFull() {
        UnitMemory units = new UnitMemory(2);
        units.admit("m", unit("u1"), "r1", START);
        units.admit("m", unit("u2"), "r2", START);
        assertThat(units.admit("m", unit("u3"), "r3", START)).isEqualTo(Admission.REPEAT);
        assertThat(units.admit("m", unit("u1"), "r1", START)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(units.admit("m", unit("u3"), "r4", START + TEN_MINUTES)).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    private static UnitKey unit(String name) {
        return UnitKeyTest.key(name, "r");
    }
}
