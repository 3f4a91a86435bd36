package dev.weir.router.proxy.protocol;

import dev.weir.router.report.Call.Prediction;

/**
 * What an answer says.
 *
 * @param prediction what was predicted; null where it could not be read
 * @param usage      tokens it took; null where it does not say
 * @param failure    class of a failure that the answer tells of in spite of its status; null for none
 */
public record Reading(Prediction prediction, Usage usage, String failure) {

    /** An answer that says nothing. */
    public static final Reading NOTHING = new Reading(null, null, null);

    /**
     * Tokens that a language model read and wrote.
     *
     * @param input  tokens of the request
     * @param output tokens of the answer
     */
    public record Usage(long input, long output) {}

    static Reading of(Prediction prediction) {
        return prediction == null ? NOTHING : new Reading(prediction, null, null);
    }
}
