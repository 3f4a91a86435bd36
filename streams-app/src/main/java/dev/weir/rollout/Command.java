package dev.weir.rollout;

import java.util.Locale;

/**
 * What a person asks for.
 *
 * @param verb     what to do
 * @param issuedBy who asks; said to be unnamed where blank
 * @param reason   why; said to be missing where blank
 * @param force    whether to go on although a guardrail fails
 * @param rule     the rule that is set or removed; null for every other verb
 * @param gate     the question that a gate answers; null for every other verb
 * @param expected {@link Fingerprint} of the state it is meant for; null for whatever the state is
 */
public record Command(
        Verb verb, String issuedBy, String reason, boolean force, RuleChange rule, String gate, String expected) {
    private static final String NO_REASON = "no reason given";

    /** An emergency must not fail for want of words, and an auditor must not find a blank. */
    public Command {
        reason = reason == null || reason.isBlank() ? NO_REASON : reason;
        issuedBy = issuedBy == null || issuedBy.isBlank() ? "somebody unnamed" : issuedBy;
    }

    /** A command about the rollout as a whole. */
    public Command(Verb verb, String issuedBy, String reason, boolean force) {
        this(verb, issuedBy, reason, force, null, null);
    }

    /** A command whatever the state is. */
    public Command(Verb verb, String issuedBy, String reason, boolean force, RuleChange rule, String gate) {
        this(verb, issuedBy, reason, force, rule, gate, null);
    }

    /** Whether somebody said why. */
    boolean hasReason() {
        return !reason.equals(NO_REASON);
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
        /** Rehearses the way back without a change for users. */
        DRILL,
        /** Rehearses the way back with real traffic. */
        DRILL_LIVE,
        /** Ends a stage that is proved, and no other. */
        APPROVE,
        SET_USER,
        REMOVE_USER,
        SET_SEGMENT,
        REMOVE_SEGMENT,
        /** A webhook agreed. */
        GATE_PASSED,
        /** A webhook did not agree, or did not answer. */
        GATE_HELD;

        /** The verb as people write it, e.g. {@code set-user}. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
