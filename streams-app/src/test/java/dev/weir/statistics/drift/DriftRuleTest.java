package dev.weir.statistics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftRuleTest {
    private static final DriftRule RULE = new DriftRule(0.2, 0.01);
    private static final FeatureWindow MOVED =
            new FeatureWindow("moved", List.of(5_000L, 3_000L, 2_000L), List.of(2_000L, 3_000L, 5_000L));
    private static final FeatureWindow SHIFTED_A_LITTLE =
            new FeatureWindow("shifted", List.of(500_000L, 300_000L, 200_000L), List.of(480_000L, 310_000L, 210_000L));
    private static final FeatureWindow FEW = new FeatureWindow("few", List.of(5L, 3L, 2L), List.of(2L, 3L, 5L));

    @Test
    void shouldNameAFeatureWhoseChangeIsLargeAndNotByChance() {
        DriftFindings findings = RULE.judge(List.of(MOVED));
        assertThat(findings.drifted()).containsExactly("moved");
        FeatureDrift drift = findings.judged().get(0);
        assertThat(drift.psi()).isGreaterThan(drift.psiLimit());
        assertThat(drift.jsDistance()).isBetween(0.2, 0.4);
    }

    @Test
    void shouldNotNameAChangeThatIsSignificantButSmall() {
        FeatureDrift drift = RULE.judge(List.of(SHIFTED_A_LITTLE)).judged().get(0);
        assertThat(drift.pValue()).isLessThan(1e-100);
        assertThat(drift.drifted()).isFalse();
    }

    @Test
    void shouldNotNameAChangeThatIsLargeButMayBeChance() {
        FeatureDrift drift = RULE.judge(List.of(FEW)).judged().get(0);
        assertThat(drift.psi()).isGreaterThan(0.2);
        assertThat(drift.drifted()).isFalse();
    }

    @Test
    void shouldAskForMoreOfEachFeatureTheMoreThereAre() {
        FeatureWindow border = new FeatureWindow("border", List.of(50L, 30L, 20L), List.of(29L, 31L, 40L));
        assertThat(RULE.judge(List.of(border)).drifted()).containsExactly("border");
        List<FeatureWindow> many = new ArrayList<>(List.of(border));
        for (int i = 0; i < 9; i++) {
            many.add(new FeatureWindow("calm" + i, List.of(50L, 30L, 20L), List.of(50L, 30L, 20L)));
        }
        assertThat(RULE.judge(many).drifted()).isEmpty();
    }

    @Test
    void shouldSayThatItKnowsNothingOfAFeatureWithoutData() {
        DriftFindings findings = RULE.judge(List.of(
                new FeatureWindow("silent", List.of(5L, 5L), List.of(0L, 0L)),
                MOVED,
                new FeatureWindow("new", List.of(0L, 0L), List.of(5L, 5L))));
        assertThat(findings.withoutData()).containsExactly("silent", "new");
        assertThat(findings.judged()).extracting(FeatureDrift::feature).containsExactly("moved");
        assertThat(findings.judged().get(0).adjustedPValue())
                .isEqualTo(findings.judged().get(0).pValue());
        assertThat(RULE.judge(List.of())).isEqualTo(new DriftFindings(List.of(), List.of()));
    }

    /** 1,000 windows of five features without drift: more than 25 that name one have a probability of 1e-5. */
    @Test
    void shouldNameNothingInAlmostAllWindowsWithoutDrift() {
        Random random = new Random(20240601);
        int named = 0;
        for (int window = 0; window < 1_000; window++) {
            List<FeatureWindow> features = new ArrayList<>();
            for (int feature = 0; feature < 5; feature++) {
                features.add(new FeatureWindow("f" + feature, sample(random, 400), sample(random, 200)));
            }
            named += new DriftRule(0.001, 0.01).judge(features).drifted().isEmpty() ? 0 : 1;
        }
        assertThat(named).isLessThanOrEqualTo(25);
    }

    private static List<Long> sample(Random random, int size) {
        long[] counts = new long[10];
        for (int i = 0; i < size; i++) {
            counts[random.nextInt(10)]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DriftRule(0, 0.01))
                .withMessage("level must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DriftRule(0.2, 1.5))
                .withMessage("alpha must be above 0 and below 1, not 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FeatureWindow("age", List.of(1L), List.of(0L, 0L)))
                .withMessage("current must hold one count per bin of age, 1, not 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FeatureWindow("age", List.of(1L), List.of(-2L)))
                .withMessage("current must hold counts of 0 or more, not -2");
    }
}
