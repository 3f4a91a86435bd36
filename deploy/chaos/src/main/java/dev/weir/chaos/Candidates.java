package dev.weir.chaos;

import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import java.util.ArrayList;
import java.util.List;

/** What became of the candidates that fail often, by the decisions of one model in their order. */
final class Candidates {
    private final List<String> promoted = new ArrayList<>();
    private long rolledBack;

    Candidates(List<Decision> decisions) {
        boolean failing = false;
        for (Decision decision : decisions) {
            if (decision.getAction() == DecisionAction.START) {
                failing = decision.getPlan().getCandidate().startsWith(Requests.FAILING);
            } else if (failing && decision.getAction() == DecisionAction.PROMOTE) {
                promoted.add(decision.getDecisionId());
            } else if (failing && decision.getAction() == DecisionAction.ROLLBACK) {
                rolledBack++;
            }
        }
    }

    /** Decisions that put one of them in charge, of which there must be none. */
    List<String> promoted() {
        return promoted;
    }

    /** How many of them were taken back. */
    long rolledBack() {
        return rolledBack;
    }
}
