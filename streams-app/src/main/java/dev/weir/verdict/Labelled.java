package dev.weir.verdict;

import dev.weir.evidence.ArmOutcomes;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.window.OutcomeTally;

/**
 * Of how many requests the outcome is known.
 *
 * @param baseline  share of the baseline's requests; null without any
 * @param candidate share of the candidate's requests; null without any
 * @param ofBaseline  requests of the baseline
 * @param ofCandidate requests of the candidate
 */
record Labelled(Double baseline, Double candidate, long ofBaseline, long ofCandidate) {
    private static final double TOLERATED = 0.02;
    private static final double SURE_ERRORS = 4;

    static Labelled of(ArmOutcomes all, ExperimentMetric metric) {
        return new Labelled(
                share(all.baseline(), metric),
                share(all.candidate(), metric),
                all.baseline().requests(),
                all.candidate().requests());
    }

    private static Double share(OutcomeTally tally, ExperimentMetric metric) {
        return tally.requests() <= 0
                ? null
                : (Double) Math.min(1, (double) metric.of(tally).n() / tally.requests());
    }

    /** Whether outcomes are missing of one variant more often than of the other, clearly beyond chance. */
    boolean isUneven() {
        if (baseline == null || candidate == null) {
            return false;
        }
        double both = (baseline * ofBaseline + candidate * ofCandidate) / (ofBaseline + ofCandidate);
        double error = Math.sqrt(both * (1 - both) * (1.0 / ofBaseline + 1.0 / ofCandidate));
        return Math.abs(baseline - candidate) > Math.max(TOLERATED, SURE_ERRORS * error);
    }

    /** Both shares, in words. */
    String text(String baselineName, String candidateName) {
        return "outcomes are known of " + percent(candidate) + " of " + candidateName + "'s requests and "
                + percent(baseline) + " of " + baselineName + "'s";
    }

    private static String percent(Double share) {
        return share == null ? "none" : Figures.percent(share);
    }
}
