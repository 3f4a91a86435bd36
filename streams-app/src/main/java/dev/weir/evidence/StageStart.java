package dev.weir.evidence;

import java.util.List;

/**
 * A stage as the evidence sees it.
 *
 * @param stage             index of the stage; {@link #BASELINE} while the baseline is collected
 * @param revision          revision of the routing table that began it
 * @param sinceMillis       instant of the decision, epoch milliseconds
 * @param guardrails        guardrails in force
 * @param horizonBlocks     blocks the stage is expected to bring, at least 1
 * @param candidateBps      share of the requests that the table gives the candidate by weight, basis points
 * @param requestsPerSecond evidence on both variants that is expected, requests per second; 0 if unknown
 * @param mirrorBps         share of the requests of which the candidate gets a copy, basis points: above 0 the evidence of
 *                          the stage is pairs; 0 in every other
 * @param blocksPerYear     of a stage without an end, blocks it is expected to bring in a year; 0 for every other
 * @param experiment        the experiment of the stage; null in a stage without one
 */
public record StageStart(
        int stage,
        long revision,
        long sinceMillis,
        List<Guardrail> guardrails,
        double horizonBlocks,
        int candidateBps,
        double requestsPerSecond,
        double blocksPerYear,
        int mirrorBps,
        ExperimentStart experiment) {

    /** Index of the collection of the baseline. */
    public static final int BASELINE = -1;

    /** Of a pair each variant has one half, basis points. */
    private static final int HALF_BPS = 5_000;

    public StageStart {
        guardrails = List.copyOf(guardrails);
    }

    /** A stage without an experiment. */
    public StageStart(
            int stage,
            long revision,
            long sinceMillis,
            List<Guardrail> guardrails,
            double horizonBlocks,
            int candidateBps,
            double requestsPerSecond,
            double blocksPerYear,
            int mirrorBps) {
        this(
                stage,
                revision,
                sinceMillis,
                guardrails,
                horizonBlocks,
                candidateBps,
                requestsPerSecond,
                blocksPerYear,
                mirrorBps,
                null);
    }

    /** The same stage with an experiment; null for none. */
    public StageStart with(ExperimentStart newExperiment) {
        return new StageStart(
                stage,
                revision,
                sinceMillis,
                guardrails,
                horizonBlocks,
                candidateBps,
                requestsPerSecond,
                blocksPerYear,
                mirrorBps,
                newExperiment);
    }

    /** The same stage under another table. */
    StageStart under(long newRevision, long newSinceMillis, int newCandidateBps) {
        return new StageStart(
                stage,
                newRevision,
                newSinceMillis,
                guardrails,
                horizonBlocks,
                newCandidateBps,
                requestsPerSecond,
                blocksPerYear,
                mirrorBps,
                experiment);
    }

    /** Whether requests are compared with copies of themselves. */
    public boolean isPaired() {
        return mirrorBps > 0;
    }

    /** Share of the candidate in the evidence, basis points. */
    public int evidenceBps() {
        return isPaired() ? HALF_BPS : candidateBps;
    }

    /** Whether the stage has no end, so that no probability of being wrong in it can be bounded. */
    public boolean isEndless() {
        return blocksPerYear > 0;
    }
}
