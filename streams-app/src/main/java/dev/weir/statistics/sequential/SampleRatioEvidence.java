package dev.weir.statistics.sequential;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Assignments of a whole rollout, kept apart by the weights they were made under, and the evidence that they do not
 * follow those weights.
 *
 * <p>Each phase has a {@link SampleRatioMixture} of its own, from 1; the evidence is their product. <b>It is an
 * e-process</b>: each unit multiplies it by the factor of the one phase it was assigned in, which is known before the
 * unit is assigned, and each such factor has expectation 1 under the weights of its phase. So nothing is reset when the
 * weights change, and counts of a phase may come late or be taken up again.
 *
 * <p>{@link #plus} is associative and commutative with {@link #NONE} as neutral element, exactly: equal counts give
 * equal evidence, bit for bit, in whatever order and portions they were added.
 *
 * @param phases phases with distinct weights, in the order of their weights
 * @throws IllegalArgumentException if they are not
 */
public record SampleRatioEvidence(List<Phase> phases) {
    /** No assignment yet: log E is 0. */
    public static final SampleRatioEvidence NONE = new SampleRatioEvidence(List.of());

    private static final Comparator<Phase> BY_WEIGHTS = (a, b) -> compare(a.weights(), b.weights());

    /**
     * What was assigned under the same weights.
     *
     * @param weights intended traffic of each variant; positive and finite, at least one
     * @param counts  units assigned to each variant; 0 or more, as many as there are weights
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public record Phase(List<Double> weights, List<Long> counts) {
        public Phase {
            weights = List.copyOf(weights);
            counts = List.copyOf(counts);
            // Whoever can be weighed is valid.
            logE(weights, counts, SampleRatioMixture.DEFAULT_CONCENTRATION);
        }

        double logE(double concentration) {
            return logE(weights, counts, concentration);
        }

        private static double logE(List<Double> weights, List<Long> counts, double concentration) {
            return SampleRatioMixture.logE(
                    counts.stream().mapToLong(Long::longValue).toArray(),
                    weights.stream().mapToDouble(Double::doubleValue).toArray(),
                    concentration);
        }

        private Phase plus(Phase other) {
            List<Long> sums = new ArrayList<>(counts.size());
            for (int i = 0; i < counts.size(); i++) {
                sums.add(counts.get(i) + other.counts.get(i));
            }
            return new Phase(weights, sums);
        }
    }

    public SampleRatioEvidence {
        phases = List.copyOf(phases);
        for (int i = 1; i < phases.size(); i++) {
            if (BY_WEIGHTS.compare(phases.get(i - 1), phases.get(i)) >= 0) {
                throw new IllegalArgumentException("phases must be in the order of their weights, each once, not "
                        + phases.get(i - 1).weights() + " then " + phases.get(i).weights());
            }
        }
    }

    /** Returns the evidence with the assignments of one more phase, or more assignments of one it has already. */
    public SampleRatioEvidence plus(Phase phase) {
        return plus(new SampleRatioEvidence(List.of(phase)));
    }

    /** Returns the evidence of both together. */
    public SampleRatioEvidence plus(SampleRatioEvidence other) {
        List<Phase> merged = new ArrayList<>(phases.size() + other.phases.size());
        int mine = 0;
        int theirs = 0;
        while (mine < phases.size() || theirs < other.phases.size()) {
            int order = mine == phases.size()
                    ? 1
                    : theirs == other.phases.size()
                            ? -1
                            : BY_WEIGHTS.compare(phases.get(mine), other.phases.get(theirs));
            if (order == 0) {
                merged.add(phases.get(mine++).plus(other.phases.get(theirs++)));
            } else {
                merged.add(order < 0 ? phases.get(mine++) : other.phases.get(theirs++));
            }
        }
        return new SampleRatioEvidence(merged);
    }

    /**
     * Returns log E of all phases together, in nats; 0 without assignments.
     *
     * @param concentration A of {@link SampleRatioMixture#logE}; positive and finite
     * @throws IllegalArgumentException if it is out of its range or NaN
     */
    public double logE(double concentration) {
        double logE = 0;
        for (Phase phase : phases) {
            logE += phase.logE(concentration);
        }
        return logE;
    }

    private static int compare(List<Double> a, List<Double> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = Double.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
