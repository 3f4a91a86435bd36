package dev.weir.rollout;

/**
 * What a person asks for.
 *
 * @param verb     what to do
 * @param issuedBy who asks
 * @param reason   why
 * @param force    whether to go on although a guardrail is not proved
 */
public record Command(Verb verb, String issuedBy, String reason, boolean force) {

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
        /** Anything this version cannot do; it is refused, not ignored. */
        UNSUPPORTED
    }
}
