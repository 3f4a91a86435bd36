package dev.weir.statistics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The code of docs/statistics.md, "Drift", with the figures it gives there. */
class DriftGuideTest {
    @Test
    void shouldGiveTheFiguresOfTheGuide() {
        DriftFindings findings = new DriftRule(0.2, 0.01)
                .judge(List.of(
                        new FeatureWindow("country", List.of(5_000L, 3_000L, 2_000L), List.of(280L, 320L, 400L)),
                        new FeatureWindow("device", List.of(6_000L, 4_000L), List.of(570L, 430L))));

        assertThat(findings.drifted()).containsExactly("country");
        assertThat(findings.judged().get(0).psi()).isCloseTo(0.27, within(0.005));
        assertThat(findings.judged().get(1).psi()).isCloseTo(0.004, within(0.0005));
    }

    /** 94 % of 2,000 windows, give or take three standard errors of half a percent. */
    @Test
    void shouldExceedATenthInNearlyAllSmallWindowsWithoutDrift() {
        Random random = new Random(20200);
        int exceeded = 0;
        for (int window = 0; window < 2_000; window++) {
            long[] reference = new long[20];
            long[] current = new long[20];
            for (int i = 0; i < 200; i++) {
                reference[random.nextInt(20)]++;
                current[random.nextInt(20)]++;
            }
            exceeded += PopulationStabilityIndex.value(reference, current) > 0.1 ? 1 : 0;
        }
        assertThat(exceeded / 2_000.0).isCloseTo(0.94, within(0.016));
    }
}
