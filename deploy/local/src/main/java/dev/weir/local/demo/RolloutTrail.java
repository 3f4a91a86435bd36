package dev.weir.local.demo;

import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.RouteAck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the topics say about one rollout: its decisions, and when which sidecar applied the tables they made.
 *
 * @param decisions in the order of the topic
 * @param acks of the model's tables, in the order of the topic
 */
record RolloutTrail(List<Decision> decisions, List<RouteAck> acks) {

    private static final Set<DecisionAction> ENDS =
            EnumSet.of(DecisionAction.PROMOTE, DecisionAction.ROLLBACK, DecisionAction.ABORT);

    static final RolloutTrail EMPTY = new RolloutTrail(List.of(), List.of());

    RolloutTrail {
        decisions = List.copyOf(decisions);
        acks = List.copyOf(acks);
    }

    RolloutTrail with(Decision decision) {
        List<Decision> more = new ArrayList<>(decisions);
        more.add(decision);
        return new RolloutTrail(more, acks);
    }

    RolloutTrail with(RouteAck ack) {
        List<RouteAck> more = new ArrayList<>(acks);
        more.add(ack);
        return new RolloutTrail(decisions, more);
    }

    /** The decisions of the rollout of that name. */
    RolloutTrail of(String rollout) {
        return new RolloutTrail(
                decisions.stream()
                        .filter(decision -> rollout.equals(decision.getRollout()))
                        .toList(),
                acks);
    }

    /** The decision that ended it; empty while it goes on. */
    Optional<Decision> end() {
        return decisions.stream()
                .filter(decision -> ENDS.contains(decision.getAction()))
                .reduce((earlier, later) -> later);
    }

    /** Sidecars that have applied that table or a later one. */
    long sidecarsAt(long revision) {
        return acks.stream()
                .filter(ack -> ack.getRevision() >= revision)
                .map(RouteAck::getSidecar)
                .distinct()
                .count();
    }

    /** From the decision to the last sidecar that applied its table; empty if it made none or none has. */
    Optional<Duration> untilApplied(Decision decision) {
        Long revision = decision.getRevision();
        if (revision == null) {
            return Optional.empty();
        }
        return acks.stream()
                .filter(ack -> ack.getRevision() == revision)
                .map(RouteAck::getAppliedAt)
                .max(Instant::compareTo)
                .map(applied -> Duration.between(decision.getTimestamp(), applied));
    }
}
