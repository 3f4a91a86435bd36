package dev.weir.view;

import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.RuleChange;
import dev.weir.wire.DecisionCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decisions since the last START, from which the state of a model is rebuilt.
 *
 * <p>A plan and the decision that starts it are on two topics and may be read in either order, so the decisions are kept
 * and folded again whenever a plan arrives.
 *
 * @param before    state before the START
 * @param decisions the START and what came after it, without those that change nothing
 */
record Run(ModelState before, List<dev.weir.schema.Decision> decisions) {
    Run {
        decisions = List.copyOf(decisions);
    }

    static Run none(String model) {
        return new Run(ModelState.unknown(model), List.of());
    }

    /** This run with one more decision; a START begins a new one on top of the given state. */
    Run with(dev.weir.schema.Decision decision, ModelState now) {
        return switch (decision.getAction()) {
            case START -> new Run(now, List.of(decision));
            case REFUSE -> this;
            case DRILL -> drilled(decision);
            // Of these only the last counts; a switch toggled for years must not grow the list.
            case HOLD, KILL, UNKILL -> replacing(decision);
            case OVERRIDE -> isRule(decision) ? ruled(decision) : append(decisions, decision);
            case ADVANCE, ROLLBACK, PROMOTE, PAUSE, RESUME, ABORT -> append(decisions, decision);
        };
    }

    private Run replacing(dev.weir.schema.Decision decision) {
        boolean hold = decision.getAction() == dev.weir.schema.DecisionAction.HOLD;
        List<dev.weir.schema.Decision> kept = decisions.stream()
                .filter(earlier -> switch (earlier.getAction()) {
                    case HOLD -> !hold;
                    case KILL, UNKILL -> hold;
                    default -> true;
                })
                .toList();
        return append(kept, decision);
    }

    /** Of drills only the last is kept, with all its steps, since each may have made a table. */
    private Run drilled(dev.weir.schema.Decision decision) {
        List<dev.weir.schema.Decision> kept = decisions.stream()
                .filter(earlier -> earlier.getDrill() == null
                        || decision.getDrill() != null
                                && earlier.getDrill()
                                        .getDrill()
                                        .equals(decision.getDrill().getDrill()))
                .toList();
        return append(kept, decision);
    }

    /** Of the decisions on one rule only the last counts; removals of rules that are gone anyway need not be kept. */
    private Run ruled(dev.weir.schema.Decision decision) {
        List<dev.weir.schema.Decision> kept = decisions.stream()
                .filter(earlier -> !isRule(earlier)
                        || rule(earlier) == null
                        || !rule(earlier).naming(null).equals(rule(decision).naming(null))
                                && !(rule(earlier).variant() == null
                                        && before.rules().variantOf(rule(earlier)) == null))
                .toList();
        return append(kept, decision);
    }

    private static boolean isRule(dev.weir.schema.Decision decision) {
        return decision.getUnit() != null || decision.getSegmentKey() != null;
    }

    private static RuleChange rule(dev.weir.schema.Decision decision) {
        return DecisionCodec.fromWire(decision, null).rule();
    }

    private Run append(List<dev.weir.schema.Decision> earlier, dev.weir.schema.Decision decision) {
        List<dev.weir.schema.Decision> all = new ArrayList<>(earlier);
        all.add(decision);
        return new Run(before, all);
    }

    /** The state after the run; without a rollout while the plan of its START is not known. */
    ModelState state(List<Plan> plans) {
        ModelState state = before;
        for (dev.weir.schema.Decision decision : decisions) {
            Plan plan = decision.getAction() == dev.weir.schema.DecisionAction.START
                    ? planOf(decision, plans).orElse(null)
                    : null;
            Decision core = DecisionCodec.fromWire(decision, plan);
            if (core.action() == Decision.Action.START && core.plan() == null) {
                state = state.withoutRollout();
            } else if (fits(core, state)) {
                state = RolloutMachine.evolve(state, core);
            }
        }
        return state;
    }

    /** When each stage was entered, by name, in order. */
    Map<String, Instant> entries() {
        Map<String, Instant> entries = new LinkedHashMap<>();
        for (dev.weir.schema.Decision decision : decisions) {
            switch (decision.getAction()) {
                case START, ADVANCE, OVERRIDE -> {
                    if (decision.getToStage() != null && !isRule(decision)) {
                        entries.put(decision.getToStage(), decision.getTimestamp());
                    }
                }
                default -> {}
            }
        }
        return entries;
    }

    /** When the rollout ended; empty while it has not. */
    Optional<Instant> endedAt() {
        return decisions.stream()
                .filter(decision -> switch (decision.getAction()) {
                    case ROLLBACK, PROMOTE, ABORT -> true;
                    case OVERRIDE -> decision.getToStage() == null && !isRule(decision);
                    default -> false;
                })
                .map(dev.weir.schema.Decision::getTimestamp)
                .findFirst();
    }

    /** The plan a START is about: of that name, the last one submitted by then, else the last one at all. */
    private static Optional<Plan> planOf(dev.weir.schema.Decision start, List<Plan> plans) {
        List<Plan> named = plans.stream()
                .filter(plan -> plan.name().equals(start.getRollout()))
                .sorted(Comparator.comparing(Plan::submittedAt).reversed())
                .toList();
        return named.stream()
                .filter(plan -> !plan.submittedAt().isAfter(start.getTimestamp()))
                .findFirst()
                .or(() -> named.stream().findFirst());
    }

    /** Decisions older than the retention are gone: what is left of such a rollout cannot be evolved. */
    private static boolean fits(Decision decision, ModelState state) {
        return switch (decision.action()) {
            case START, KILL, UNKILL, DRILL, REFUSE -> true;
            case ADVANCE ->
                state.rollout() != null && state.rollout().nextStage().isPresent();
            case OVERRIDE ->
                decision.rule() != null
                        || state.rollout() != null
                                && (decision.toStage() == null
                                        || state.rollout().nextStage().isPresent());
            case RESUME -> state.rollout() != null && state.rollout().pausedSince() != null;
            case HOLD, PAUSE, ROLLBACK, PROMOTE, ABORT -> state.rollout() != null;
        };
    }
}
