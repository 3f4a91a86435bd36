package dev.weir.router.selection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteImageTest {

    @Test
    void shouldIgnoreARevisionThatIsNotAboveTheOneHeld() {
        RouteImage image = RouteImage.EMPTY.with(Tables.weighted(5, 500, "s"));
        assertThat(image.with(Tables.weighted(4, 9_000, "s"))).isSameAs(image);
        assertThat(image.with(Tables.weighted(5, 9_000, "s"))).isSameAs(image);
    }

    @Test
    void shouldLeaveTheImageBeforeUntouched() {
        RouteImage before = RouteImage.EMPTY.with(Tables.weighted(1, 500, "s"));
        RouteImage after = before.with(Tables.weighted(2, 2_500, "s"));
        assertThat(before.table("m"))
                .hasValueSatisfying(t -> assertThat(t.candidateBps()).isEqualTo(500));
        assertThat(after.table("m"))
                .hasValueSatisfying(t -> assertThat(t.candidateBps()).isEqualTo(2_500));
    }

    @Test
    void shouldForgetATableThatIsRemoved() {
        RouteImage image = RouteImage.EMPTY.with(Tables.weighted(1, 500, "s")).without("m");
        assertThat(image.table("m")).isEmpty();
        assertThat(image.without("m")).isSameAs(image);
    }
}
