package dev.weir.judge;

import dev.weir.verdict.Check;
import java.time.Instant;
import java.util.List;

/**
 * Something a person should know.
 *
 * @param id         unique id, the same in every replay
 * @param model      logical endpoint
 * @param rollout    rollout it belongs to
 * @param stage      stage it belongs to
 * @param at         instant
 * @param event      what happened, e.g. {@code CANARY_ROLLBACK}
 * @param critical   whether it should wake somebody
 * @param reason     why, with figures
 * @param decisionId decision it belongs to
 * @param checks     the evidence
 */
public record Alert(
        String id,
        String model,
        String rollout,
        String stage,
        Instant at,
        String event,
        boolean critical,
        String reason,
        String decisionId,
        List<Check> checks) {

    public Alert {
        checks = List.copyOf(checks);
    }
}
