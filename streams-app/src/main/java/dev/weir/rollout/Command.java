package dev.weir.rollout;

import java.util.Locale;

/**
 * What a person asks for.
 *
 * @param verb     what to do
 * @param issuedBy who asks; said to be unnamed where blank
 * @param reason   why; said to be missing where blank
 * @param force    whether to go on although a guardrail fails
 */
public record Command(Verb verb, String issuedBy, String reason, boolean force) {

    /** An emergency must not fail for want of words, and an auditor must not find a blank. */
    public Command {
        reason = reason == null || reason.isBlank() ? "no reason given" : reason;
        issuedBy = issuedBy == null || issuedBy.isBlank() ? "somebody unnamed" : issuedBy;
    }

    /** What can be asked for. */
    public enum Verb {
        PAUSE,
        RESUME,
        ADVANCE,
        ROLLBACK,
        ABORT,
        PROMOTE,
        KILL,
        UNKILL,
        /** This and all that follow are refused in this version, not ignored. */
        DRILL,
        APPROVE,
        SET_USER,
        REMOVE_USER,
        SET_SEGMENT,
        REMOVE_SEGMENT;

        /** The verb as people write it, e.g. {@code set-user}. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
