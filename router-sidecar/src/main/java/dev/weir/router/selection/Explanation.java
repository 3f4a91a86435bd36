package dev.weir.router.selection;

import java.util.List;

/**
 * Why a request gets its variant.
 *
 * @param selection what was chosen
 * @param steps     every rule in the order in which they are looked at, also those below the one that decided
 * @param split     the bucket, also where a rule above the weights decided
 * @param copy      whether the request is copied to the shadow; null where the table has none
 */
public record Explanation(Selection selection, List<Step> steps, Split split, Copy copy) {

    public Explanation {
        steps = List.copyOf(steps);
    }

    /**
     * One rule.
     *
     * @param rule    its kind
     * @param matched whether the request meets it
     * @param decided whether it decided: the first that matched
     * @param variant variant it gives, or would give; null where it gives none
     * @param because what was compared, for a person
     */
    public record Step(Reason rule, boolean matched, boolean decided, String variant, String because) {}

    /**
     * The place of the request in the split by weight.
     *
     * @param salt         salt of the table
     * @param key          what was hashed with it
     * @param keyIsUnit    whether the key is the unit; else it is the request id
     * @param bucket       bucket of the key, 0 to 9 999
     * @param candidateBps the candidate owns the buckets below this
     */
    public record Split(String salt, String key, boolean keyIsUnit, int bucket, int candidateBps) {}

    /**
     * The place of the request in the sample of copies.
     *
     * @param variant   variant that gets copies
     * @param salt      salt of the sample
     * @param bucket    bucket of the request id, 0 to 9 999
     * @param sampleBps requests in the buckets below this are copied
     * @param copied    whether this request is
     */
    public record Copy(String variant, String salt, int bucket, int sampleBps, boolean copied) {}
}
