package dev.weir.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often the candidate said one thing where the baseline had said another.
 *
 * @param from  label of the baseline
 * @param to    label of the candidate, or {@link #FAILED}
 * @param count pairs
 */
public record Disagreement(String from, String to, long count) {
    /** Stands for the answer of a call that failed. */
    public static final String FAILED = "(failed)";

    /** Stands for labels for which there is no room. */
    public static final String OTHER = "(other)";

    /** Patterns told apart. */
    static final int MOST = 50;

    private static final int LONGEST_LABEL = 64;

    private record Pattern(String from, String to) implements Comparable<Pattern> {
        private static final Comparator<Pattern> ORDER =
                Comparator.comparing(Pattern::from).thenComparing(Pattern::to);

        @Override
        public int compareTo(Pattern other) {
            return ORDER.compare(this, other);
        }
    }

    /** One pair. */
    static Disagreement of(String from, String to) {
        return new Disagreement(bounded(from), bounded(to), 1);
    }

    private static String bounded(String label) {
        return label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL);
    }

    /** The patterns of both, in the order of their labels; beyond {@value #MOST} the rarer ones are put together. */
    static List<Disagreement> sum(List<Disagreement> some, List<Disagreement> others) {
        if (others.isEmpty()) {
            return some;
        }
        Map<Pattern, Long> counts = new TreeMap<>();
        some.forEach(each -> counts.merge(new Pattern(each.from, each.to), each.count, Long::sum));
        others.forEach(each -> counts.merge(new Pattern(each.from, each.to), each.count, Long::sum));
        if (counts.size() > MOST) {
            putTogether(counts);
        }
        List<Disagreement> sum = new ArrayList<>(counts.size());
        counts.forEach((pattern, count) -> sum.add(new Disagreement(pattern.from, pattern.to, count)));
        return sum;
    }

    private static void putTogether(Map<Pattern, Long> counts) {
        Pattern other = new Pattern(OTHER, OTHER);
        counts.keySet().stream()
                .filter(pattern -> !pattern.equals(other))
                .sorted(Comparator.comparing((Pattern pattern) -> -counts.get(pattern))
                        .thenComparing(Comparator.naturalOrder()))
                .skip(MOST - 1L)
                .toList()
                .forEach(rare -> counts.merge(other, counts.remove(rare), Long::sum));
    }
}
