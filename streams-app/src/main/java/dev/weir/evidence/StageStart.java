package dev.weir.evidence;

import java.util.List;

/**
 * A stage as the evidence sees it.
 *
 * @param stage         index of the stage; {@link #BASELINE} while the baseline is collected
 * @param revision      revision of the routing table that began it
 * @param sinceMillis   instant of the decision, epoch milliseconds
 * @param guardrails    guardrails in force
 * @param horizonBlocks blocks the stage is expected to bring, at least 1
 */
public record StageStart(int stage, long revision, long sinceMillis, List<Guardrail> guardrails, double horizonBlocks) {

    /** Index of the collection of the baseline. */
    public static final int BASELINE = -1;

    public StageStart {
        guardrails = List.copyOf(guardrails);
    }
}
