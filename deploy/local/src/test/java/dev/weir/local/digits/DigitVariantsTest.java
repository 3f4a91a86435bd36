package dev.weir.local.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DigitVariantsTest {

    private static final Digits DIGITS = Digits.load();
    private static final Map<String, DigitModel> MODELS =
            DigitVariants.train(DIGITS).stream().collect(Collectors.toMap(DigitModel::version, Function.identity()));

    @Test
    void shouldKeepWhatModelsLearnFromApartFromWhatTheyAreAskedAbout() {
        Set<DigitImage> seen = new HashSet<>();
        DIGITS.training().forEach(labelled -> seen.add(labelled.image()));

        assertThat(DIGITS.training()).hasSize(898);
        assertThat(DIGITS.heldOut()).hasSize(899).noneMatch(labelled -> seen.contains(labelled.image()));
    }

    @Test
    void shouldSplitTheSameWayInEveryRun() {
        assertThat(Digits.load()).isEqualTo(DIGITS);
    }

    @Test
    void shouldBeClearlyBetterInTheImprovedVariant() {
        double before = MODELS.get(DigitVariants.V1_0).accuracy(DIGITS.heldOut());
        double after = MODELS.get(DigitVariants.V2_0).accuracy(DIGITS.heldOut());

        assertThat(before).isBetween(0.85, 0.93);
        assertThat(after).isGreaterThan(before + 0.05);
    }

    @Test
    void shouldFailInTheBrokenVariantOnBoldImagesOnly() {
        DigitModel broken = MODELS.get(DigitVariants.V2_1);
        Predicate<LabelledImage> fails = labelled -> {
            try {
                broken.classify(labelled.image());
                return false;
            } catch (ArrayIndexOutOfBoundsException fault) {
                return true;
            }
        };

        List<LabelledImage> failing = DIGITS.heldOut().stream().filter(fails).toList();

        assertThat(failing).allMatch(labelled -> labelled.image().totalInk() >= 350);
        assertThat((double) failing.size() / DIGITS.heldOut().size()).isBetween(0.12, 0.20);
    }

    @Test
    void shouldAskTheFeatureStoreThreeTimesForThinImagesInTheBrokenVariant() {
        DigitModel broken = MODELS.get(DigitVariants.V2_1);
        DigitModel sound = MODELS.get(DigitVariants.V2_0);

        double share = DIGITS.heldOut().stream()
                        .filter(labelled -> broken.featureLookups(labelled.image()) == 3)
                        .count()
                / (double) DIGITS.heldOut().size();

        assertThat(share).isBetween(0.3, 0.5);
        assertThat(DIGITS.heldOut()).allMatch(labelled -> sound.featureLookups(labelled.image()) == 1);
    }

    @Test
    void shouldRefuseAnImageThatIsNone() {
        assertThatThrownBy(() -> DigitImage.of(new float[63]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 63");
        float[] ink = new float[DigitImage.CELLS];
        ink[5] = Float.NaN;
        assertThatThrownBy(() -> DigitImage.of(ink))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cell 5");
    }
}
