package dev.weir.shadow;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The comparators that have a name of their own. */
public final class Comparators {
    /** Share of common words from which texts match. */
    public static final double TOKENS_MATCH = 0.8;

    /** Cosine from which embeddings match. */
    public static final double COSINE_MATCH = 0.9;

    /** The names, in the order in which they are listed to people. */
    public static final List<String> NAMES = List.of("label", "exact", "tokens", "cosine", "numeric");

    private Comparators() {}

    /**
     * The comparator of a name; empty if no comparator has it.
     *
     * <ul>
     *   <li>{@code label}: the labels are equal
     *   <li>{@code exact}: label, value, text and embedding are all equal, whatever the score
     *   <li>{@code tokens}: words in common / words in either (Jaccard), whatever their case; a match from 0.8 on
     *   <li>{@code cosine}: cosine of the embeddings, below 0 taken as 0; a match from 0.9 on
     *   <li>{@code numeric}: the values differ by at most the tolerance; the similarity is 1 - |a - b| / (|a| + |b|)
     * </ul>
     *
     * @param tolerance largest difference of values that match, 0 or more; of no other comparator
     */
    public static Optional<AnswerComparator> named(String name, double tolerance) {
        return switch (name) {
            case "label" -> Optional.of(of(Answer::label, (a, b) -> Likeness.of(a.equals(b))));
            case "exact" -> Optional.of(of(Comparators::whole, (a, b) -> Likeness.of(a.equals(b))));
            case "tokens" -> Optional.of(of(Answer::text, Comparators::tokens));
            case "cosine" -> Optional.of(of(Answer::embedding, Comparators::cosine));
            case "numeric" -> Optional.of(of(Answer::value, (a, b) -> numeric(a, b, tolerance)));
            default -> Optional.empty();
        };
    }

    private static <T> AnswerComparator of(Function<Answer, T> part, BiFunction<T, T, Likeness> compare) {
        return (baseline, candidate) -> {
            T expected = part.apply(baseline);
            T actual = part.apply(candidate);
            if (expected == null && actual == null) {
                return Optional.empty();
            }
            return Optional.of(
                    expected == null || actual == null ? Likeness.DIFFERENT : compare.apply(expected, actual));
        };
    }

    private static List<Object> whole(Answer answer) {
        List<Object> parts = Arrays.asList(answer.label(), answer.value(), answer.text(), answer.embedding());
        return parts.stream().allMatch(Objects::isNull) ? null : parts;
    }

    private static Likeness tokens(String baseline, String candidate) {
        Set<String> expected = words(baseline);
        Set<String> actual = words(candidate);
        if (expected.isEmpty() && actual.isEmpty()) {
            return Likeness.SAME;
        }
        Set<String> either = new HashSet<>(expected);
        either.addAll(actual);
        double common = expected.size() + actual.size() - either.size();
        return Likeness.from(common / either.size(), TOKENS_MATCH);
    }

    private static Set<String> words(String text) {
        String stripped = text.strip();
        return stripped.isEmpty()
                ? Set.of()
                : new HashSet<>(List.of(stripped.toLowerCase(Locale.ROOT).split("\\s+")));
    }

    private static Likeness cosine(List<Float> baseline, List<Float> candidate) {
        if (baseline.isEmpty() && candidate.isEmpty()) {
            return Likeness.SAME;
        }
        if (baseline.size() != candidate.size()) {
            return Likeness.DIFFERENT;
        }
        double product = 0;
        double expected = 0;
        double actual = 0;
        for (int i = 0; i < baseline.size(); i++) {
            double a = baseline.get(i);
            double b = candidate.get(i);
            product += a * b;
            expected += a * a;
            actual += b * b;
        }
        if (expected == 0 || actual == 0) {
            return Likeness.of(expected == actual);
        }
        double cosine = product / Math.sqrt(expected) / Math.sqrt(actual);
        return Double.isNaN(cosine) ? Likeness.DIFFERENT : Likeness.from(cosine, COSINE_MATCH);
    }

    private static Likeness numeric(double baseline, double candidate, double tolerance) {
        double difference = Math.abs(baseline - candidate);
        double size = Math.abs(baseline) + Math.abs(candidate);
        double similarity = difference == 0 ? 1 : 1 - difference / size;
        return Double.isFinite(similarity)
                ? new Likeness(difference <= tolerance, Math.max(0, Math.min(1, similarity)))
                : Likeness.of(Double.compare(baseline, candidate) == 0);
    }
}
