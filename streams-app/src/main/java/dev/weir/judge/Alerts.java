package dev.weir.judge;

import dev.weir.rollout.Decision;
import dev.weir.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/** Decisions that somebody should hear of. */
final class Alerts {
    private Alerts() {}

    static Optional<Alert> of(Decision decision, Verdict latest) {
        return switch (decision.action()) {
            case ROLLBACK -> Optional.of(alert(decision, latest, "CANARY_ROLLBACK", true));
            case PAUSE -> Optional.of(alert(decision, latest, "ROLLOUT_PAUSED", isByEvidence(decision)));
            case HOLD ->
                Optional.of(alert(decision, latest, isMismatch(latest) ? "SPLIT_MISMATCH" : "ROLLOUT_HELD", false));
            case KILL -> Optional.of(alert(decision, latest, "KILL_SWITCH_ON", true));
            case ABORT -> Optional.of(alert(decision, latest, "ROLLOUT_ABORTED", false));
            case START, ADVANCE, PROMOTE, RESUME, UNKILL, OVERRIDE, REFUSE -> Optional.empty();
        };
    }

    private static boolean isMismatch(Verdict latest) {
        return latest != null && latest.standing() == Verdict.Standing.MISMATCH;
    }

    private static boolean isByEvidence(Decision decision) {
        return decision.verdictId() != null;
    }

    private static Alert alert(Decision decision, Verdict latest, String event, boolean critical) {
        return new Alert(
                decision.id() + "-alert",
                decision.model(),
                decision.rollout(),
                decision.fromStage(),
                decision.at(),
                event,
                critical,
                decision.reason(),
                decision.id(),
                latest == null || !isByEvidence(decision) ? List.of() : latest.checks());
    }
}
