package dev.weir.fieldchecks;

import java.util.Map;

/** Why Weir finds otherwise than is known of the data; each is in docs/field-checks.md at more length. */
final class Explanations {
    static final Map<String, String> BY_CHECK = Map.of(
            "sentiment v2.0-gb in an A/B test with v1.0: status",
            "half of 5,331 requests each are at the edge of what proves five points at any look",
            "sentiment v2.0-gb in an A/B test with v1.0: A/B status",
            "the same; by one planned look at all of them v1.0 wins, see above",
            "kayenta 7, MannWhitneyClassifier: class",
            "most values are 0, and any tolerance turns such ties into differences; there noise is added to them",
            "kayenta 18, MannWhitneyClassifier: class",
            "twelve times as much passes there by a limit of 13 on the ratio; the ranks alone know no such limit",
            "kayenta 25, MannWhitneyClassifier: class",
            "no data passes there where told to; here it is never good news",
            "kayenta interval 1: shifts just outside are rejected, just inside not",
            "values are tied in hundreds, so that the smallest shift turns the test; R's bounds are where its search ended",
            "drift from movies to amazon: PSI of n_chars, within a tenth",
            "51 of 2,500 texts are shorter or longer than any before: bins of their own here, of the outer tenths there");

    private Explanations() {}
}
