package dev.weir.router.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenUnitsTest {

    private static final long TEN_MINUTES = 600_000;

    @Test
    void shouldMarkAUnitsFirstRequestInTenMinutes() {
        SeenUnits units = new SeenUnits();
        assertThat(units.mark("u", 0)).isTrue();
        assertThat(units.mark("u", TEN_MINUTES - 1)).isFalse();
        assertThat(units.mark("u", TEN_MINUTES)).isTrue();
        assertThat(units.mark("u", TEN_MINUTES + 1)).isFalse();
    }

    @Test
    void shouldMarkNothingWhenThereIsNoUnit() {
        assertThat(new SeenUnits().mark(null, 0)).isNull();
    }

    @Test
    void shouldMarkNothingAndCountWhenItIsFull() {
        SeenUnits units = new SeenUnits(2);
        units.mark("a", 0);
        units.mark("b", 1);
        assertThat(units.mark("c", 2)).isNull();
        assertThat(units.mark("a", 3)).isFalse();
        assertThat(units.unmarked()).isEqualTo(1);
        assertThat(units.mark("c", TEN_MINUTES)).isTrue();
    }
}
