package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;

class UnitKeyTest {
    @Test
    void shouldTellUnitsApartWhateverTheRequest() {
        assertThat(key("u1")).isEqualTo(UnitKey.ofUnit(event("u1", "r2", "v1", Role.SERVED)));
        assertThat(key("u1")).isNotEqualTo(key("u2"));
    }

    @Test
    void shouldTellRequestsApartWhoeverHandlesThem() {
        UnitKey request = UnitKey.ofRequest(event("u1", "r1", "v1", Role.SERVED));
        assertThat(UnitKey.ofRequest(event("u2", "r1", "v2", Role.SERVED))).isEqualTo(request);
        assertThat(UnitKey.ofRequest(event("u1", "r2", "v1", Role.SERVED))).isNotEqualTo(request);
        assertThat(UnitKey.ofRequest(event("u1", "r1", "v1", Role.SHADOW))).isNotEqualTo(request);
    }

    /** Among the units of the lowest 5 % of a router's buckets, as among all, a sixteenth has four zero bits. */
    @Test
    void shouldHaveNothingToDoWithTheHashByWhichRoutersChoose() {
        int candidates = 0;
        int sampled = 0;
        int[] buckets = new int[64];
        for (int i = 0; i < 1_000_000; i++) {
            byte[] routed = ("salt/user-" + i).getBytes(StandardCharsets.UTF_8);
            if (Integer.toUnsignedLong(MurmurHash3.hash32x86(routed)) % 10_000 < 500) {
                UnitKey key = key("user-" + i);
                candidates++;
                sampled += key.identity() >>> 60 == 0 ? 1 : 0;
                buckets[(int) (key.bucket() & 63)]++;
            }
        }
        // Four standard errors of a binomial count around its mean.
        assertThat((double) sampled).isBetween(deviating(candidates, 1.0 / 16, -4), deviating(candidates, 1.0 / 16, 4));
        for (int count : buckets) {
            assertThat((double) count)
                    .isBetween(deviating(candidates, 1.0 / 64, -4), deviating(candidates, 1.0 / 64, 4));
        }
    }

    private static double deviating(int n, double p, int errors) {
        return n * p + errors * Math.sqrt(n * p * (1 - p));
    }

    static UnitKey key(String unit) {
        return UnitKey.ofUnit(event(unit, "r1", "v1", Role.SERVED));
    }

    private static Observation event(String unit, String requestId, String variant, Role role) {
        return new Observation(
                requestId, "m", variant, role, 0, unit, Segments.NONE, 1, true, true, null, true, false, null);
    }
}
