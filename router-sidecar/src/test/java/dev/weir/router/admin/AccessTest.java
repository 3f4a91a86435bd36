package dev.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.admin.Access.Area;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {

    @Test
    void shouldAdmitEverybodyWhereThereIsNoToken() {
        assertThat(Access.OPEN.admits("/routes", null)).isTrue();
    }

    @Test
    void shouldAdmitOnlyWhoHasOneOfTheTokens() {
        Access access = new Access(List.of("old", "new"), Set.of());
        assertThat(access.admits("/routes", "Bearer old")).isTrue();
        assertThat(access.admits("/routes", "bearer new ")).isTrue();
        assertThat(access.admits("/routes", null)).isFalse();
        assertThat(access.admits("/routes", "Bearer other")).isFalse();
        assertThat(access.admits("/routes", "Bearer ")).isFalse();
        assertThat(access.admits("/routes", "Bearer")).isFalse();
        assertThat(access.admits("/routes", "Basic old")).isFalse();
        assertThat(access.admits("/health", null)).isFalse();
    }

    @Test
    void shouldLeaveOpenWhatItIsToldAndNothingBesideIt() {
        Access access = new Access(List.of("token"), Set.of(Area.HEALTH, Area.METRICS));
        assertThat(access.admits("/health", null)).isTrue();
        assertThat(access.admits("/health/ready", null)).isTrue();
        assertThat(access.admits("/metrics", null)).isTrue();
        assertThat(access.admits("/healthy", null)).isFalse();
        assertThat(access.admits("/metrics/x", null)).isFalse();
        assertThat(access.admits("/v1/decide", null)).isFalse();
    }

    @Test
    void shouldNotTellItsTokens() {
        assertThat(new Access(List.of("secret"), Set.of()).toString()).doesNotContain("secret");
    }
}
