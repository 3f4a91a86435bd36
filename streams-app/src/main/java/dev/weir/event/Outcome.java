package dev.weir.event;

/**
 * The truth about a request, in the terms of the core. A label and a success are two ways to say whether the answer was
 * right; a reward is a matter of its own.
 *
 * @param requestId   id of the request, not blank
 * @param model       logical endpoint, not blank
 * @param knownMillis instant at which the truth became known, epoch milliseconds
 * @param variant     version that answered, as the service says; null where it does not
 * @param label       true class; null where it is not told
 * @param success     whether the answer was right; null where it is not told
 * @param reward      value of the answer, larger is better; null where it is not told
 */
public record Outcome(
        String requestId,
        String model,
        long knownMillis,
        String variant,
        String label,
        Boolean success,
        Double reward) {

    /** The key of the served request it is about. */
    public UnitKey request() {
        return UnitKey.of(requestId, Role.SERVED, model);
    }
}
