package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.wire.JsonCodec;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** A verdict with the one check that matters most: what a list of a thousand models has room for. */
final class VerdictSummary {
    private static final Set<String> EXPERIMENT = Set.of("success", "reward", "latency", "labelled");

    private VerdictSummary() {}

    static ObjectNode of(Verdict verdict) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("model", verdict.getModel())
                .put("rollout", verdict.getRollout())
                .put("stage", verdict.getStage());
        node.set("timestamp", JsonCodec.toJson(verdict.getTimestamp()));
        node.put("kind", verdict.getKind().name())
                .put("status", verdict.getStatus().name())
                .put("recommendation", verdict.getRecommendation().name());
        node.set("worst", worst(verdict).map(VerdictSummary::check).orElse(null));
        return node;
    }

    /** A check that fails before one that is not proved yet before one that is; of those the nearest to failing. */
    private static Optional<Check> worst(Verdict verdict) {
        return verdict.getChecks().stream()
                .filter(check -> verdict.getKind() != VerdictKind.AB_TEST || !isOfTheExperiment(check))
                .max(Comparator.comparing((Check check) -> check.getState() == CheckState.FAIL)
                        .thenComparing(check -> check.getState() == CheckState.UNDECIDED)
                        .thenComparing(check -> check.getSegment() == null)
                        .thenComparingDouble(VerdictSummary::nearness));
    }

    /** An A/B test compares figures in which nothing can fail, such as the success of answers. */
    private static boolean isOfTheExperiment(Check check) {
        return EXPERIMENT.contains(check.getMetric())
                || check.getMetric().equals("cost") && check.getThreshold() != null && check.getThreshold() < 1;
    }

    /** Share of the way to failing that the evidence has gone; then how much of the limit is used up. */
    private static double nearness(Check check) {
        double harm = check.getEValue() == null || check.getEValueNeeded() == null || check.getEValue() <= 1
                ? 0
                : Math.log(check.getEValue()) / Math.log(check.getEValueNeeded());
        double used = check.getRatio() == null || check.getThreshold() == null
                ? 0
                : Math.min(1, check.getRatio() / check.getThreshold());
        return harm + used / 2;
    }

    private static ObjectNode check(Check check) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("metric", check.getMetric())
                .put("segment", check.getSegment())
                .put("state", check.getState().name())
                .put("ratio", check.getRatio())
                .put("threshold", check.getThreshold())
                .put("baselineValue", check.getBaselineValue())
                .put("candidateValue", check.getCandidateValue());
    }
}
