package dev.weir.routing;

import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Rules;
import dev.weir.rollout.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one model at one revision.
 *
 * @param model      logical endpoint
 * @param revision   grows with every table of the model
 * @param at         instant of the decision that made it
 * @param rollout    rollout it belongs to
 * @param stage      stage it belongs to; null once the rollout has ended
 * @param baseline   variant in charge
 * @param candidate  variant on trial; null without one
 * @param weights    shares that add up to 10 000 basis points
 * @param shadow     who gets copies of served requests; null if nobody
 * @param salt       makes the split independent of other rollouts
 * @param rules      who gets which variant whatever the weights say
 * @param killSwitch whether everything goes to the baseline
 * @param decisionId decision that made it
 */
public record RoutingTable(
        String model,
        long revision,
        Instant at,
        String rollout,
        String stage,
        String baseline,
        String candidate,
        List<Weight> weights,
        Shadow shadow,
        String salt,
        Rules rules,
        boolean killSwitch,
        String decisionId) {

    /** The share of a variant in basis points. */
    public record Weight(String variant, int bps) {}

    /** The variant that gets copies, and the share of the requests copied in basis points. */
    public record Shadow(String variant, int sampleBps) {}

    public RoutingTable {
        weights = List.copyOf(weights);
        int sum = weights.stream().mapToInt(Weight::bps).sum();
        if (sum != Stage.FULL_BPS) {
            throw new IllegalArgumentException("Weights must sum to 100 percent, were " + sum / 100.0);
        }
    }

    /**
     * The table that a decision makes.
     *
     * @param state the model after the decision, which must have made a revision
     */
    public static RoutingTable of(ModelState state, Decision decision) {
        RolloutState rollout = state.rollout();
        boolean active = state.isActive();
        int candidateBps = state.drills().isShifted() ? 0 : rollout.candidateBps();
        List<Weight> weights = new ArrayList<>();
        weights.add(new Weight(state.inCharge(), Stage.FULL_BPS - candidateBps));
        if (active) {
            weights.add(new Weight(rollout.plan().candidate(), candidateBps));
        }
        return new RoutingTable(
                state.model(),
                decision.revision(),
                decision.at(),
                rollout.plan().name(),
                active ? rollout.stageName() : null,
                state.inCharge(),
                active ? rollout.plan().candidate() : null,
                weights,
                rollout.mirrorBps() > 0 && !state.killSwitch()
                        ? new Shadow(rollout.plan().candidate(), rollout.mirrorBps())
                        : null,
                rollout.salt(),
                state.rules(),
                state.killSwitch(),
                decision.id());
    }
}
