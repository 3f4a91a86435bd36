package dev.weir.config;

import dev.weir.evidence.DriftTerms;
import dev.weir.window.ValueTally;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads the section about drift; what it does not say has its default. */
final class DriftReader {
    private static final double HIGHEST_PSI = 10;

    private DriftReader() {}

    /** The terms of a section named drift; null where there is none. */
    static DriftTerms of(Section spec) {
        return spec.has("drift") ? read(spec.section("drift")) : null;
    }

    private static DriftTerms read(Section section) {
        DriftTerms standard = DriftTerms.STANDARD;
        List<String> features = section.attributes("features").orElse(standard.features());
        Duration window = section.duration("window").orElse(standard.window());
        if (features.size() > ValueTally.LARGEST_FIELDS) {
            section.problem(
                    "features",
                    "has " + features.size() + " names; write at most " + ValueTally.LARGEST_FIELDS
                            + ", those that the model relies on most");
        }
        if (window.isZero()
                || window.toMillis()
                                % Duration.ofSeconds(DriftTerms.UNIT_SECONDS).toMillis()
                        != 0) {
            section.problem("window", "must be a multiple of " + DriftTerms.UNIT_SECONDS + " seconds, e.g. 24h or 7d");
        }
        DriftTerms terms = new DriftTerms(
                features,
                section.choice("predictions", Map.of("true", true, "false", false))
                        .orElse(standard.predictions()),
                window,
                section.whole("minSamples", DriftTerms.FEWEST_SAMPLES, Long.MAX_VALUE)
                        .orElse(standard.minSamples()),
                section.number("psi", 0, false, HIGHEST_PSI).orElse(standard.level()),
                section.number("alpha", 0, false, 1).orElse(standard.alpha()));
        section.close();
        return terms;
    }
}
