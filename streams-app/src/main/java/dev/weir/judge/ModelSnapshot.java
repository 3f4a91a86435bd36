package dev.weir.judge;

import dev.weir.evidence.Completeness;
import dev.weir.evidence.Trial;
import dev.weir.rollout.ModelState;
import dev.weir.verdict.Verdict;
import dev.weir.window.Delta;
import dev.weir.window.KeptWindow;
import java.time.Instant;
import java.util.List;

/**
 * All that is known of a model, as it is stored between commits.
 *
 * @param state       the rollout machine's state
 * @param trial       the evidence; null without a running rollout
 * @param front       first second that is open, epoch seconds
 * @param open        counts of open seconds, one delta a partition; without a running rollout none
 * @param completeness how complete the last minute's seconds were
 * @param lastUnrouted last second with a request that no router assigned, epoch seconds
 * @param metrics     figures of the windows that are kept
 * @param metricsFrom start before which windows are forgotten, epoch seconds
 * @param latest      the latest verdict; null before the first
 * @param published   the latest verdict that was published; null before the first
 * @param verdicts    number of verdicts published, from which ids follow
 * @param judgedAt    instant of the latest verdict; null before the first
 * @param closedUntil end of the last second in the latest verdict's evidence; null before the first
 * @param alerts      what alerts have told that is not over; null for nothing
 * @param fleet       what sidecars said last
 * @param accuracy    the watches over accuracy; null for none
 * @param drift       the watches over what is asked and answered; null for none
 * @param readings    what came to be known since the latest verdict that was published; null where that is not known
 */
public record ModelSnapshot(
        ModelState state,
        Trial trial,
        long front,
        List<Delta> open,
        List<Completeness.Share> completeness,
        long lastUnrouted,
        List<KeptWindow> metrics,
        long metricsFrom,
        Verdict latest,
        Verdict published,
        long verdicts,
        Instant judgedAt,
        Instant closedUntil,
        OpenAlerts alerts,
        List<SidecarWord> fleet,
        StoredAccuracy accuracy,
        StoredDrift drift,
        List<Reading> readings) {

    public ModelSnapshot {
        open = List.copyOf(open);
        completeness = completeness == null ? List.of() : List.copyOf(completeness);
        metrics = List.copyOf(metrics);
        fleet = fleet == null ? List.of() : List.copyOf(fleet);
        readings = readings == null ? null : List.copyOf(readings);
    }
    /** The same after one more verdict was published, by its number alone. */
    public ModelSnapshot afterAnotherVerdict() {
        return new ModelSnapshot(
                state,
                trial,
                front,
                open,
                completeness,
                lastUnrouted,
                metrics,
                metricsFrom,
                latest,
                published,
                verdicts + 1,
                judgedAt,
                closedUntil,
                alerts,
                fleet,
                accuracy,
                drift,
                readings);
    }
}
