package dev.weir.fieldchecks;

import java.util.Map;

/** Why Weir finds otherwise than is known of the data; each is in docs/field-checks.md at more length. */
final class Explanations {
    static final Map<String, String> BY_CHECK = Map.of(
            "kayenta 7, MannWhitneyClassifier: class",
            "most values are 0, and any tolerance turns such ties into differences; there noise is added to them",
            "kayenta 18, MannWhitneyClassifier: class",
            "twelve times as much passes there by a limit of 13 on the ratio; the ranks alone know no such limit",
            "kayenta 25, MannWhitneyClassifier: class",
            "no data passes there where told to; here it is never good news",
            "kayenta interval 1: shifts just outside are rejected, just inside not",
            "values are tied in hundreds, so that the smallest shift turns the test; R's bounds are where its search ended");

    private Explanations() {}
}
