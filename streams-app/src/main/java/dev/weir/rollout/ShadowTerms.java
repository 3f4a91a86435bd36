package dev.weir.rollout;

/**
 * How shadow pairs are compared, and how much they have to agree.
 *
 * @param comparator   name of a comparator, or of a class that is one
 * @param minAgreement share of the pairs whose answers have to match, above 0 and below 1
 * @param minSamples   pairs without which nothing is concluded for the candidate, at least 1
 * @param tolerance    largest difference of numbers that match, 0 or more
 */
public record ShadowTerms(String comparator, double minAgreement, long minSamples, double tolerance) {
    /** The terms of a plan that says nothing of them. */
    public static final ShadowTerms STANDARD = new ShadowTerms("label", 0.85, 1_000, 0);

    /** Whether the comparator is a class of somebody's own. */
    public boolean isOwnClass() {
        return comparator.indexOf('.') > 0;
    }
}
