package dev.weir.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.wire.DecisionCodec;
import dev.weir.wire.JsonCodec;
import dev.weir.wire.PlanCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the log says of one rollout.
 *
 * @param model     logical endpoint
 * @param before    the model's state before its START
 * @param plan      the plan; null where the START is older than that field
 * @param decisions the START and what came after it, up to the next START
 * @param verdicts  its verdicts in the order they were published, without those on accuracy
 */
public record Recorded(
        String model, ModelState before, Plan plan, List<dev.weir.schema.Decision> decisions, List<Verdict> verdicts) {

    /** Finds a decision of the log. */
    static Optional<dev.weir.schema.Decision> decision(List<? extends SpecificRecord> decisions, String id) {
        return decisions.stream()
                .map(dev.weir.schema.Decision.class::cast)
                .filter(decision -> decision.getDecisionId().equals(id))
                .findFirst();
    }

    /**
     * The last decisions of the log that rest on a verdict, and so can be derived: oldest first.
     *
     * @param decisions records of {@code weir.decisions}
     * @param rollout   its name; null for the last rollout
     */
    public static List<String> derivable(List<? extends SpecificRecord> decisions, String rollout) {
        List<String> ids = new ArrayList<>();
        boolean within = false;
        for (SpecificRecord record : decisions) {
            dev.weir.schema.Decision decision = (dev.weir.schema.Decision) record;
            if (decision.getAction() == DecisionAction.START) {
                within = rollout == null || rollout.equals(decision.getRollout());
                if (within) {
                    ids.clear();
                }
            }
            if (within && isDerived(decision)) {
                ids.add(decision.getDecisionId());
            }
        }
        return ids;
    }

    /** Whether a verdict alone led to it. */
    static boolean isDerived(dev.weir.schema.Decision decision) {
        return decision.getIssuedBy().equals(Decision.WEIR)
                && decision.getVerdictId() != null
                && decision.getDrill() == null
                && decision.getGate() == null;
    }

    /** The rollout that a decision is of; empty if its START is not in the log any more. */
    static Optional<Recorded> of(
            String model,
            List<? extends SpecificRecord> decisions,
            List<? extends SpecificRecord> verdicts,
            dev.weir.schema.Decision target) {
        ModelState state = null;
        ModelState before = null;
        List<dev.weir.schema.Decision> own = new ArrayList<>();
        boolean found = false;
        for (SpecificRecord record : decisions) {
            dev.weir.schema.Decision decision = (dev.weir.schema.Decision) record;
            if (decision.getAction() == DecisionAction.START) {
                if (found) {
                    break;
                }
                before = state == null ? unknownBefore(decision) : state;
                state = before;
                own.clear();
            }
            own.add(decision);
            found |= decision.getDecisionId().equals(target.getDecisionId());
            if (state != null) {
                state = RolloutMachine.evolve(state, DecisionCodec.fromWire(decision, null));
            }
        }
        if (before == null || !found || own.get(0).getAction() != DecisionAction.START) {
            return Optional.empty();
        }
        RolloutSpec spec = own.get(0).getPlan();
        Instant from = own.get(0).getTimestamp();
        return Optional.of(new Recorded(
                model,
                before,
                spec == null ? null : PlanCodec.fromWire(spec),
                List.copyOf(own),
                verdicts.stream()
                        .map(Verdict.class::cast)
                        .filter(verdict -> verdict.getKind() != VerdictKind.DRIFT)
                        .filter(verdict -> own.get(0).getRollout().equals(verdict.getRollout()))
                        .filter(verdict -> !verdict.getTimestamp().isBefore(from))
                        .toList()));
    }

    /** The state before the first START that the log has: its numbers say how many came before. */
    private static ModelState unknownBefore(dev.weir.schema.Decision start) {
        String id = start.getDecisionId();
        long number = Long.parseLong(id.substring(id.lastIndexOf("-d") + 2));
        ModelState nothing = ModelState.unknown(start.getModel());
        return new ModelState(
                nothing.model(),
                null,
                null,
                false,
                start.getRevision() == null ? 0 : start.getRevision() - 1,
                number - 1,
                nothing.rules(),
                null,
                nothing.drills());
    }

    /** The first decision up to some other to hold the rollout because requests that routers reported had not come. */
    Optional<dev.weir.schema.Decision> heldBefore(dev.weir.schema.Decision target) {
        return decisions.stream()
                .filter(decision -> decision.getAction() == DecisionAction.HOLD
                        && decision.getReason().startsWith(Decision.INCOMPLETE))
                .filter(decision -> !decision.getTimestamp().isAfter(target.getTimestamp()))
                .findFirst();
    }

    /** Whether all verdicts up to a decision say how far the log was known when they were made. */
    boolean saysWhatWasKnown(dev.weir.schema.Decision target) {
        return verdicts.stream()
                .filter(verdict -> !verdict.getTimestamp().isAfter(target.getTimestamp()))
                .noneMatch(verdict -> verdict.getReadings() == null);
    }

    /** Verdicts of the model published before the first of these. */
    long verdictsBefore() {
        if (verdicts.isEmpty()) {
            return 0;
        }
        String id = verdicts.get(0).getVerdictId();
        return Long.parseLong(id.substring(id.lastIndexOf("-v") + 2)) - 1;
    }

    /** A START's plan would stand in every comparison, and is no figure. */
    static JsonNode json(dev.weir.schema.Decision decision) {
        return JsonCodec.toJson(decision);
    }
}
