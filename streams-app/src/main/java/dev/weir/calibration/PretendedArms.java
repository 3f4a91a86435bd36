package dev.weir.calibration;

import dev.weir.event.Bucket;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.replay.Placement;
import dev.weir.routing.RoutingTable;
import java.util.List;

/**
 * Draws the baseline's own requests by the plan's weights, by the hash of their unit under a salt of its own, and has those
 * that fall to the candidate told as the candidate's. Where the table copies requests, the copy gets the same answer.
 *
 * @param salt tells one replication from another
 * @param harm what the pretended candidate does worse
 */
record PretendedArms(String salt, Harm harm) implements Placement {
    @Override
    public List<Observation> place(Observation event, RoutingTable table) {
        if (!event.variant().equals(table.baseline()) || event.role() != Role.SERVED) {
            return List.of();
        }
        String key = event.unit() == null ? event.requestId() : event.unit();
        if (table.candidate() != null && Bucket.of(salt, key) < candidateBps(table)) {
            return List.of(told(event, table, table.candidate(), Role.SERVED));
        }
        Observation served = told(event, table, table.baseline(), Role.SERVED);
        RoutingTable.Shadow shadow = table.shadow();
        boolean isCopied = shadow != null
                && shadow.variant().equals(table.candidate())
                && Bucket.of(salt + Bucket.COPIES, event.requestId()) < shadow.sampleBps();
        return isCopied ? List.of(served, told(event, table, table.candidate(), Role.SHADOW)) : List.of(served);
    }

    private static int candidateBps(RoutingTable table) {
        return table.weights().stream()
                .filter(weight -> weight.variant().equals(table.candidate()))
                .mapToInt(RoutingTable.Weight::bps)
                .sum();
    }

    private Observation told(Observation event, RoutingTable table, String variant, Role role) {
        boolean isHarmed = event.call() != null && variant.equals(table.candidate());
        return new Observation(
                event.requestId(),
                event.model(),
                variant,
                role,
                event.assignedMillis(),
                event.unit(),
                event.segments(),
                table.revision(),
                event.routed(),
                event.randomised(),
                null,
                event.request(),
                event.prediction(),
                isHarmed ? harm.on(event, salt) : event.call());
    }
}
