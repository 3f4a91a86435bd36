package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Segments;
import dev.weir.evidence.Strata.Watched;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StrataTest {
    @Test
    void shouldWatchTheBusiestValuesOfAnAttributeAndTheRestTogether() {
        Map<String, Long> traffic = new TreeMap<>();
        for (int i = 10; i < 35; i++) {
            traffic.put("user_type=t" + i, (long) i);
        }
        Strata strata = Strata.of(List.of("user_type")).collect(traffic).settle();

        assertThat(strata.watched()).hasSize(Strata.MOST_VALUES + 1);
        assertThat(strata.watched().get(0).name()).isEqualTo("user_type=t15");
        Watched other = strata.watched().get(Strata.MOST_VALUES);
        assertThat(other.name()).isEqualTo("user_type=other");
        assertThat(other.share()).isEqualTo((10 + 11 + 12 + 13 + 14) / 550.0);
        assertThat(strata.watched().stream().mapToDouble(Watched::share).sum())
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(strata.stratum("user_type=t14")).isEqualTo("user_type=other");
        assertThat(strata.stratum("user_type=t15")).isEqualTo("user_type=t15");
    }

    @Test
    void shouldSettleTiesByName() {
        Map<String, Long> traffic = new TreeMap<>();
        for (int i = 10; i < 31; i++) {
            traffic.put("user_type=t" + i, 7L);
        }
        Strata strata = Strata.of(List.of("user_type")).collect(traffic).settle();
        assertThat(strata.watched())
                .extracting(Watched::value)
                .contains("t10", "t29")
                .doesNotContain("t30");
    }

    @Test
    void shouldTakeAMissingAttributeForAValueAndALaterValueForOther() {
        Strata strata = Strata.of(List.of("user_type"))
                .collect(Map.of("user_type=unknown", 3L, "user_type=free", 5L))
                .settle();
        assertThat(strata.watched()).extracting(Watched::value).containsExactly("free", "unknown", "other");
        assertThat(strata.stratum(Segments.NONE)).isEqualTo("user_type=unknown");
        assertThat(strata.stratum("user_type=paying")).isEqualTo("user_type=other");
        // Values that were called other already are no further segment.
        assertThat(Strata.of(List.of("user_type"))
                        .collect(Map.of("user_type=other", 3L))
                        .settle()
                        .watched())
                .containsExactly(new Watched("user_type", "other", 1));
    }

    @Test
    void shouldCountAStratumForOneSegmentOfEachAttribute() {
        Strata strata = Strata.of(List.of("user_type", "region", "user_type"))
                .collect(Map.of(
                        both("eu", "free"), 5L,
                        both("us", "free"), 5L,
                        both("us", "paying"), 5L))
                .settle();
        assertThat(strata.watched())
                .extracting(Watched::name)
                .containsExactly(
                        "region=eu",
                        "region=us",
                        "region=other",
                        "user_type=free",
                        "user_type=paying",
                        "user_type=other");
        assertThat(strata.segments(both("us", "free"))).containsExactly(1, 3);
        // Never seen together, each seen alone.
        assertThat(strata.segments(strata.stratum(both("eu", "paying")))).containsExactly(0, 4);
        assertThat(strata.segments(strata.rest())).containsExactly(2, 5);
    }

    @Test
    void shouldHaveNoSegmentsWithoutAttributes() {
        Strata strata = Strata.of(List.of()).collect(Map.of(Segments.NONE, 5L)).settle();
        assertThat(strata.watched()).isEmpty();
        assertThat(strata.stratum(Segments.NONE)).isEqualTo(Segments.NONE);
        assertThat(strata.segments(Segments.NONE)).isEmpty();
        assertThat(strata.rest()).isEqualTo(Segments.NONE);
    }

    @Test
    void shouldRememberNoMoreSetsOfAttributesThanThereIsRoomFor() {
        Map<String, Long> traffic = new TreeMap<>();
        for (int i = 0; i < Strata.MOST_SEEN + 100; i++) {
            traffic.put("user=u" + (10_000 + i), 1L);
        }
        Strata strata = Strata.of(List.of("user")).collect(traffic).collect(Map.of("user=u10000", 4L, "user=new", 9L));
        assertThat(strata.traffic())
                .hasSize(Strata.MOST_SEEN)
                .containsEntry("user=u10000", 5L)
                .doesNotContainKey("user=new");
    }

    private static String both(String region, String userType) {
        return Segments.canonical(Map.of("region", region, "user_type", userType));
    }
}
