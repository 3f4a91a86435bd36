package dev.weir.config;

import dev.weir.evidence.AccuracyTerms;

/** Reads the section about the accuracy after the win; what it does not say has its default. */
final class AccuracyReader {
    private AccuracyReader() {}

    static AccuracyTerms read(Section section) {
        AccuracyTerms standard = AccuracyTerms.STANDARD;
        AccuracyTerms terms = new AccuracyTerms(
                section.number("deployed", 0, false, 1).orElse(standard.deployed()),
                section.whole("referenceLabels", AccuracyTerms.FEWEST_LABELS, Long.MAX_VALUE)
                        .orElse(standard.referenceLabels()),
                section.number("tolerance", 0, true, 1).orElse(standard.tolerance()),
                section.number("leastShare", 0, false, 1).orElse(standard.leastShare()),
                section.duration("labelHorizon").orElse(standard.labelHorizon()),
                section.whole("recentLabels", AccuracyTerms.FEWEST_LABELS, Long.MAX_VALUE)
                        .orElse(standard.recentLabels()));
        if (terms.deployed() != null && terms.deployed() - terms.tolerance() < AccuracyTerms.LOWEST) {
            section.problem(
                    "deployed",
                    "less tolerance must be at least " + AccuracyTerms.LOWEST
                            + ": below that there is nothing to lose");
        }
        if (terms.labelHorizon().toSeconds() < 1) {
            section.problem("labelHorizon", "must be at least a second, e.g. 24h");
        }
        section.close();
        return terms;
    }
}
