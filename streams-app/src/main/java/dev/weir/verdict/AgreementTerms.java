package dev.weir.verdict;

/**
 * How much answers to copied requests have to agree.
 *
 * @param minAgreement share of the pairs whose answers have to match, above 0 and below 1
 * @param minSamples   compared pairs without which nothing is concluded for the candidate, at least 1
 */
public record AgreementTerms(double minAgreement, long minSamples) {
    public AgreementTerms {
        if (!(minAgreement > 0 && minAgreement < 1)) {
            throw new IllegalArgumentException("minAgreement must be above 0 and below 1, was " + minAgreement);
        }
        if (minSamples < 1) {
            throw new IllegalArgumentException("minSamples must be at least 1, was " + minSamples);
        }
    }
}
