package dev.weir.judge;

import dev.weir.judge.AlertKind.Severity;
import dev.weir.verdict.Check;
import java.time.Instant;
import java.util.List;

/**
 * Something a person should know.
 *
 * @param id         unique id, the same in every replay
 * @param model      logical endpoint
 * @param rollout    rollout it belongs to; null outside of one
 * @param stage      stage it belongs to; null outside of one
 * @param at         instant
 * @param kind       what happened
 * @param severity   how urgent it is
 * @param reason     why, with figures
 * @param decisionId decision it belongs to; null if none
 * @param checks     the evidence: values of both variants and limits
 * @param incident   id of the alert that began what this one tells more of, or the end; its own id if it begins it
 * @param resolved   whether it says that the incident is over
 */
public record Alert(
        String id,
        String model,
        String rollout,
        String stage,
        Instant at,
        AlertKind kind,
        Severity severity,
        String reason,
        String decisionId,
        List<Check> checks,
        String incident,
        boolean resolved) {

    public Alert {
        checks = List.copyOf(checks);
    }
}
