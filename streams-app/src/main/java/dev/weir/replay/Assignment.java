package dev.weir.replay;

import dev.weir.event.Bucket;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.routing.RoutingTable;
import java.util.List;
import java.util.Optional;

/** Which variant a logged request is taken to have gone to. */
public enum Assignment implements Placement {
    /**
     * The one that the log names. Revisions of tables are left out, since they were those of another rollout; a request
     * belongs to the stage that it falls into by its instant.
     */
    LOGGED {
        @Override
        Optional<Observation> assign(Observation event, RoutingTable table) {
            return Optional.of(
                    event.revision() == Observation.NO_REVISION
                            ? event
                            : at(event, event.role(), Observation.NO_REVISION));
        }
    },

    /**
     * The one to which the replayed plan's table would have sent it, by the hash of its unit. Of a log in which several
     * variants answered every request their answers to it are taken as they are needed: one that serves, and where the
     * table copies requests, another as the copy. Of a log in which one variant answered, the requests on which both
     * tables agree are taken; they are as good as drawn by the plan, only fewer.
     */
    PLANNED {
        @Override
        Optional<Observation> assign(Observation event, RoutingTable table) {
            String key = event.unit() == null ? event.requestId() : event.unit();
            boolean drawn =
                    table.candidate() != null && Bucket.of(table.salt(), key) < weight(table, table.candidate());
            String chosen = drawn ? table.candidate() : table.baseline();
            if (event.variant().equals(chosen)) {
                return Optional.of(at(event, Role.SERVED, table.revision()));
            }
            RoutingTable.Shadow shadow = table.shadow();
            boolean isCopy = shadow != null
                    && event.variant().equals(shadow.variant())
                    && Bucket.of(table.salt() + Bucket.COPIES, event.requestId()) < shadow.sampleBps();
            return isCopy ? Optional.of(at(event, Role.SHADOW, table.revision())) : Optional.empty();
        }
    };

    /** The event as it is counted under a table; empty where that would have sent the request elsewhere. */
    abstract Optional<Observation> assign(Observation event, RoutingTable table);

    @Override
    public List<Observation> place(Observation event, RoutingTable table) {
        return assign(event, table).stream().toList();
    }

    private static int weight(RoutingTable table, String variant) {
        return table.weights().stream()
                .filter(weight -> weight.variant().equals(variant))
                .mapToInt(RoutingTable.Weight::bps)
                .sum();
    }

    /**
     * Under another revision. Where the plan assigns, the mark of the logged table's router means nothing: Weir finds a
     * unit's first request itself.
     */
    private static Observation at(Observation event, Role role, long revision) {
        boolean assignedAnew = revision != Observation.NO_REVISION;
        return new Observation(
                event.requestId(),
                event.model(),
                event.variant(),
                role,
                event.assignedMillis(),
                event.unit(),
                event.segments(),
                revision,
                event.routed(),
                event.randomised(),
                assignedAnew ? null : event.firstOfUnit(),
                event.request(),
                event.prediction(),
                event.call());
    }
}
