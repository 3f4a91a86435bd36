package dev.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.admin.Access.Area;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {

    @Test
    void shouldAdmitEverybodyWhereThereIsNoToken() {
        assertThat(Access.OPEN.admits("/routes", null, null)).isTrue();
    }

    @Test
    void shouldAdmitOnlyWhoHasOneOfTheTokens() {
        Access access = new Access(List.of("old", "new"), Set.of());
        assertThat(access.admits("/routes", "Bearer old", null)).isTrue();
        assertThat(access.admits("/routes", "bearer new ", null)).isTrue();
        assertThat(access.admits("/routes", null, null)).isFalse();
        assertThat(access.admits("/routes", "Bearer other", null)).isFalse();
        assertThat(access.admits("/routes", "Bearer ", null)).isFalse();
        assertThat(access.admits("/routes", "Bearer", null)).isFalse();
        assertThat(access.admits("/routes", "Basic old", null)).isFalse();
        assertThat(access.admits("/health", null, null)).isFalse();
    }

    @Test
    void shouldTakeATokenAsAnApiKeyToo() {
        Access access = new Access(List.of("old", "new"), Set.of());
        assertThat(access.admits("/ofrep/v1/evaluate/flags", null, "new")).isTrue();
        assertThat(access.admits("/ofrep/v1/evaluate/flags", "Bearer other", "old"))
                .isTrue();
        assertThat(access.admits("/ofrep/v1/evaluate/flags", null, "other")).isFalse();
        assertThat(access.admits("/ofrep/v1/evaluate/flags", null, "")).isFalse();
        assertThat(access.admits("/ofrep/v1/evaluate/flags", "old", null)).isFalse();
    }

    @Test
    void shouldLeaveOpenWhatItIsToldAndNothingBesideIt() {
        Access access = new Access(List.of("token"), Set.of(Area.HEALTH, Area.METRICS));
        assertThat(access.admits("/health", null, null)).isTrue();
        assertThat(access.admits("/health/ready", null, null)).isTrue();
        assertThat(access.admits("/metrics", null, null)).isTrue();
        assertThat(access.admits("/healthy", null, null)).isFalse();
        assertThat(access.admits("/metrics/x", null, null)).isFalse();
        assertThat(access.admits("/v1/decide", null, null)).isFalse();
    }

    @Test
    void shouldNotTellItsTokens() {
        assertThat(new Access(List.of("secret"), Set.of()).toString()).doesNotContain("secret");
    }
}
