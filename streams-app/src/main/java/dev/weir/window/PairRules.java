package dev.weir.window;

import dev.weir.event.Bucket;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.shadow.AnswerComparator;

/**
 * Which requests of a model are copied to its candidate, and how their answers are compared.
 *
 * @param rollout       rollout they belong to
 * @param baseline      variant that serves
 * @param candidate     variant that gets the copies
 * @param sinceRevision revision of the routing table that copies requests; earlier ones copied none
 * @param sinceMillis   instant from which requests that name no revision are copied, epoch milliseconds
 * @param salt          salt by which that table's copies are drawn
 * @param sampleBps     share of the requests copied, basis points
 * @param comparator    how answers are compared
 * @param limits        how long requests may take
 */
public record PairRules(
        String rollout,
        String baseline,
        String candidate,
        long sinceRevision,
        long sinceMillis,
        String salt,
        int sampleBps,
        AnswerComparator comparator,
        TimeLimits limits) {

    /** Whether an event is of a request that is copied, or of its copy. */
    boolean concern(Observation event) {
        boolean since = event.revision() == Observation.NO_REVISION
                ? event.assignedMillis() >= sinceMillis
                : event.revision() >= sinceRevision;
        if (!since) {
            return false;
        }
        return event.role() == Role.SHADOW
                ? event.variant().equals(candidate)
                : event.variant().equals(baseline) && Bucket.of(salt, event.requestId()) < sampleBps;
    }
}
