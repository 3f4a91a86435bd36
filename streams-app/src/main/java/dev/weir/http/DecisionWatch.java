package dev.weir.http;

import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.view.ControlView;
import dev.weir.view.ViewEvent;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for the decisions that answer what was sent.
 *
 * <p>A decision carries who asked but not the id of the command, so it is matched by model, issuer and kind; decisions
 * on one model come in the order of the commands, so the first one that waits is the one that is answered. Two people
 * of the same name who ask two control planes for the same thing in the same moment may see each other's answer.
 */
final class DecisionWatch implements AutoCloseable {
    private final List<Waiting> waiting = new LinkedList<>();
    private final ControlView.Subscription subscription;

    private record Waiting(
            String model,
            String issuedBy,
            Set<DecisionAction> actions,
            boolean aboutRule,
            CompletableFuture<Decision> answer) {
        boolean isAnsweredBy(Decision decision) {
            return decision.getModel().equals(model)
                    && decision.getIssuedBy().equals(issuedBy)
                    && actions.contains(decision.getAction())
                    && (decision.getAction() != DecisionAction.OVERRIDE || aboutRule == isRule(decision));
        }
    }

    DecisionWatch(ControlView view) {
        this.subscription = view.subscribe(this::on);
    }

    /** Waits for the answer to a plan; call before it is sent, cancel when it is no longer wanted. */
    CompletableFuture<Decision> plan(String model, String submittedBy) {
        return await(model, submittedBy, Set.of(DecisionAction.START, DecisionAction.REFUSE), false);
    }

    /** Waits for the answer to a command; call before it is sent, cancel when it is no longer wanted. */
    CompletableFuture<Decision> command(String model, String issuedBy, CommandType command) {
        boolean aboutRule =
                switch (command) {
                    case SET_USER, REMOVE_USER, SET_SEGMENT, REMOVE_SEGMENT -> true;
                    default -> false;
                };
        return await(model, issuedBy, answers(command), aboutRule);
    }

    /** A way forward without proof is an override as well. */
    private static boolean isRule(Decision decision) {
        return decision.getUnit() != null || decision.getSegmentKey() != null;
    }

    private static Set<DecisionAction> answers(CommandType command) {
        return switch (command) {
            case PAUSE -> Set.of(DecisionAction.PAUSE, DecisionAction.REFUSE);
            case RESUME -> Set.of(DecisionAction.RESUME, DecisionAction.REFUSE);
            case ROLLBACK -> Set.of(DecisionAction.ROLLBACK, DecisionAction.REFUSE);
            case ABORT -> Set.of(DecisionAction.ABORT, DecisionAction.REFUSE);
            case DRILL, DRILL_LIVE -> Set.of(DecisionAction.DRILL, DecisionAction.REFUSE);
            case KILL -> Set.of(DecisionAction.KILL, DecisionAction.REFUSE);
            case UNKILL -> Set.of(DecisionAction.UNKILL, DecisionAction.REFUSE);
            case PROMOTE -> Set.of(DecisionAction.PROMOTE, DecisionAction.OVERRIDE, DecisionAction.REFUSE);
            case ADVANCE -> Set.of(DecisionAction.ADVANCE, DecisionAction.OVERRIDE, DecisionAction.REFUSE);
            case APPROVE -> Set.of(DecisionAction.ADVANCE, DecisionAction.PROMOTE, DecisionAction.REFUSE);
            // Webhooks answer for themselves, nobody waits for what becomes of it.
            case GATE_PASSED, GATE_HELD -> Set.of(DecisionAction.HOLD);
            case SET_USER, REMOVE_USER, SET_SEGMENT, REMOVE_SEGMENT ->
                Set.of(DecisionAction.OVERRIDE, DecisionAction.REFUSE);
        };
    }

    private CompletableFuture<Decision> await(
            String model, String issuedBy, Set<DecisionAction> actions, boolean aboutRule) {
        Waiting entry = new Waiting(model, issuedBy, actions, aboutRule, new CompletableFuture<>());
        synchronized (waiting) {
            waiting.add(entry);
        }
        // Whatever ends it, answer, time-out or failure to send, it no longer stands before the others.
        entry.answer().whenComplete((decision, failure) -> {
            synchronized (waiting) {
                waiting.remove(entry);
            }
        });
        return entry.answer();
    }

    private void on(ViewEvent event) {
        if (event.value() instanceof Decision decision) {
            Waiting answered = first(decision);
            if (answered != null) {
                answered.answer().complete(decision);
            }
        }
    }

    private Waiting first(Decision decision) {
        synchronized (waiting) {
            for (Iterator<Waiting> entries = waiting.iterator(); entries.hasNext(); ) {
                Waiting entry = entries.next();
                if (entry.isAnsweredBy(decision)) {
                    entries.remove();
                    return entry;
                }
            }
            return null;
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
