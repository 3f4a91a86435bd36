package dev.weir.config;

import dev.weir.evidence.ExperimentMetric;
import dev.weir.rollout.ExperimentTerms;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the section about the experiment; what it does not say has its default. */
final class ExperimentReader {
    private ExperimentReader() {}

    static ExperimentTerms read(Section section) {
        ExperimentTerms standard = ExperimentTerms.STANDARD;
        Map<String, ExperimentMetric> metrics = new LinkedHashMap<>();
        for (ExperimentMetric metric : ExperimentMetric.values()) {
            metrics.put(metric.key(), metric);
        }
        ExperimentTerms terms = new ExperimentTerms(
                section.choice("metric", metrics).orElse(standard.metric()),
                section.choice(
                                "method",
                                PlanReader.words(
                                        "always-valid",
                                        ExperimentTerms.Method.ALWAYS_VALID,
                                        "fixed-horizon",
                                        ExperimentTerms.Method.FIXED_HORIZON))
                        .orElse(standard.method()),
                section.number("alpha", 0, false, 1).orElse(standard.alpha()),
                section.number("power", 0, false, 1).orElse(standard.power()),
                section.number("minEffect", 0, false, Double.POSITIVE_INFINITY).orElse(standard.minEffect()),
                section.whole("minSamples", 1, Long.MAX_VALUE).orElse(standard.minSamples()),
                section.choice(
                                "onTie",
                                PlanReader.words(
                                        "keep", ExperimentTerms.OnTie.KEEP, "deploy", ExperimentTerms.OnTie.DEPLOY))
                        .orElse(standard.onTie()),
                section.attributes("segments").orElse(standard.segments()));
        section.close();
        return terms;
    }
}
