package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The table holds what two maps, one for each generation, would hold. */
class RequestTablePropertyTest {
    @Property(tries = 500)
    void shouldHoldWhatTwoMapsWould(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int keys,
            @ForAll @IntRange(max = 2_000) int steps) {
        Random random = new Random(seed);
        // Few different low bits, so that many want the same place.
        long[] some = random.longs(keys)
                .map(key -> key << 1 & (random.nextBoolean() ? -1L : 0xFL))
                .toArray();
        RequestTable table = new RequestTable();
        Map<Long, CountedRequest> latest = new HashMap<>();
        Map<Long, CountedRequest> before = new HashMap<>();
        some[0] = 2;
        for (int step = 0; step < steps; step++) {
            long key = some[random.nextInt(keys)];
            long asTold = key == 2 && random.nextBoolean() ? 0 : key;
            int what = random.nextInt(40);
            if (what == 0) {
                table.turn();
                before = latest;
                latest = new HashMap<>();
            } else if (what < 20) {
                CountedRequest request = new CountedRequest(step, null);
                table.put(asTold, request);
                latest.put(key == 0 ? 2 : key, request);
            } else {
                long same = key == 0 ? 2 : key;
                CountedRequest known = latest.getOrDefault(same, before.get(same));
                assertThat(table.get(asTold)).isSameAs(known);
                if (known != null) {
                    latest.put(same, known);
                }
            }
            assertThat(table.latestSize()).isEqualTo(latest.size());
        }
    }
}
