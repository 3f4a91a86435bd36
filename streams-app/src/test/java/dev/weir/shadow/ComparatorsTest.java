package dev.weir.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparatorsTest {
    @Test
    void shouldMatchLabelsThatAreEqualWhateverTheirScores() {
        assertThat(compare("label", label("positive", 0.9), label("positive", 0.6)))
                .isEqualTo(Likeness.SAME);
        assertThat(compare("label", label("positive", 0.9), label("neutral", 0.9)))
                .isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void shouldMatchTextsThatShareFourFifthsOfTheirWords() {
        assertThat(compare("tokens", text("a b c d"), text("D  c b A e"))).isEqualTo(new Likeness(true, 0.8));
        assertThat(compare("tokens", text("a b c"), text("a b c d"))).isEqualTo(new Likeness(false, 0.75));
        assertThat(compare("tokens", text("a"), text("b"))).isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void shouldMatchTextsThatAreBothEmpty() {
        assertThat(compare("tokens", text(""), text(" "))).isEqualTo(Likeness.SAME);
        assertThat(compare("exact", text(""), text(""))).isEqualTo(Likeness.SAME);
        assertThat(compare("tokens", text(""), text("a"))).isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void shouldMatchEmbeddingsWithinACosineOfNineTenths() {
        assertThat(compare("cosine", embedding(1, 0), embedding(2, 0))).isEqualTo(Likeness.SAME);
        assertThat(compare("cosine", embedding(1, 0), embedding(9, 4.3589f)).similarity())
                .isCloseTo(0.9, offset(1e-4));
        assertThat(compare("cosine", embedding(1, 0), embedding(1, 1)).match()).isFalse();
        assertThat(compare("cosine", embedding(1, 0), embedding(-1, 0))).isEqualTo(Likeness.DIFFERENT);
        assertThat(compare("cosine", embedding(1, 0), embedding(1))).isEqualTo(Likeness.DIFFERENT);
        assertThat(compare("cosine", embedding(0, 0), embedding(1, 0))).isEqualTo(Likeness.DIFFERENT);
        assertThat(compare("cosine", embedding(Float.NaN, 0), embedding(1, 0))).isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void shouldMatchValuesWithinTheTolerance() {
        AnswerComparator comparator = Comparators.named("numeric", 0.5).orElseThrow();
        assertThat(comparator.compare(value(10), value(10.5)).orElseThrow().match())
                .isTrue();
        assertThat(comparator.compare(value(10), value(10.6)).orElseThrow().match())
                .isFalse();
        assertThat(comparator.compare(value(0), value(0))).contains(Likeness.SAME);
        assertThat(comparator.compare(value(3), value(1)).orElseThrow().similarity())
                .isEqualTo(0.5);
        assertThat(comparator.compare(value(Double.NaN), value(1))).contains(Likeness.DIFFERENT);
    }

    @Test
    void shouldHoldAnswersForEqualOnlyIfAllOfThemIs() {
        Answer one = new Answer("a", 0.1, 1.0, "x", List.of(1f));
        assertThat(compare("exact", one, new Answer("a", 0.9, 1.0, "x", List.of(1f))))
                .isEqualTo(Likeness.SAME);
        assertThat(compare("exact", one, new Answer("a", 0.1, 1.0, "y", List.of(1f))))
                .isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void shouldSayNothingOfAnswersThatHoldNothingToCompare() {
        for (String name : Comparators.NAMES) {
            AnswerComparator comparator = Comparators.named(name, 0).orElseThrow();
            assertThat(comparator.compare(Answer.NONE, Answer.NONE)).isEmpty();
        }
        assertThat(Comparators.named("label", 0).orElseThrow().compare(text("a"), text("a")))
                .isEmpty();
        assertThat(compare("label", label("a", 1), Answer.NONE)).isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void shouldRefuseASimilarityOutsideItsRange() {
        assertThat(Comparators.named("soundex", 0)).isEmpty();
        for (double similarity : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new Likeness(true, similarity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("similarity");
        }
    }

    private static Likeness compare(String comparator, Answer baseline, Answer candidate) {
        return Comparators.named(comparator, 0)
                .orElseThrow()
                .compare(baseline, candidate)
                .orElseThrow();
    }

    private static Answer label(String label, double score) {
        return new Answer(label, score, null, null, null);
    }

    private static Answer text(String text) {
        return new Answer(null, null, null, text, null);
    }

    private static Answer value(double value) {
        return new Answer(null, null, value, null, null);
    }

    private static Answer embedding(float... values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return new Answer(null, null, null, null, list);
    }
}
