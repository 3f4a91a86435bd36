package dev.weir.local.load;

import java.time.Instant;

/**
 * What users got from one variant.
 *
 * @param requests answers of this variant, failures among them
 * @param failures answers with a status of 500 or above
 * @param firstFailure when the first of them arrived; null if there is none
 */
public record VariantLoad(long requests, long failures, Instant firstFailure) {

    /** A variant nobody has heard of yet. */
    public static final VariantLoad NONE = new VariantLoad(0, 0, null);

    VariantLoad plus(boolean failed, Instant at) {
        return failed
                ? new VariantLoad(requests + 1, failures + 1, firstFailure == null ? at : firstFailure)
                : new VariantLoad(requests + 1, failures, firstFailure);
    }

    /** What came after an earlier report of the same variant. */
    public VariantLoad since(VariantLoad earlier) {
        return new VariantLoad(
                requests - earlier.requests,
                failures - earlier.failures,
                earlier.firstFailure == null ? firstFailure : null);
    }
}
