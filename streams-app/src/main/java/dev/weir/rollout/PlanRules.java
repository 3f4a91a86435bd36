package dev.weir.rollout;

import dev.weir.evidence.ExperimentMetric;
import dev.weir.evidence.Guardrail;
import dev.weir.shadow.Comparators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What makes a plan acceptable. Each problem names the place in the rollout file and what to write instead.
 *
 * <p>A plan climbs: a shadow stage first, canaries, an even split, full as the last stage, weights that never fall. It leaves
 * out some of that only if it says why, and never every canary: nobody goes from nothing to all of the traffic in one step.
 */
public final class PlanRules {
    private static final int LARGEST_HOLDBACK_BPS = 5_000;
    private static final Duration LONGEST_WEBHOOK_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration SHORTEST_BETWEEN_DRILLS = Duration.ofHours(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);

    private PlanRules() {}

    /**
     * Something in a plan that cannot be accepted.
     *
     * @param path    place in the rollout file, e.g. {@code spec.stages[2].weight}
     * @param message what is wrong and what to write instead
     */
    public record Problem(String path, String message) {
        @Override
        public String toString() {
            return path + ": " + message;
        }
    }

    /** Everything that is wrong with a plan, in the order of the file; empty for an acceptable one. */
    public static List<Problem> problems(Plan plan) {
        List<Problem> problems = new ArrayList<>();
        names(plan, problems);
        if (plan.stages().isEmpty()) {
            problems.add(new Problem("spec.stages", "has no stage; leave it out to get the defaults"));
        } else {
            stages(plan, problems);
            climb(plan, problems);
        }
        figures(plan, problems);
        if (plan.experiment() != null) {
            experiment(plan, plan.experiment(), problems);
        }
        return problems;
    }

    private static void names(Plan plan, List<Problem> problems) {
        required("metadata.name", plan.name(), problems);
        required("spec.model", plan.model(), problems);
        required("spec.baseline", plan.baseline(), problems);
        required("spec.candidate", plan.candidate(), problems);
        if (!plan.baseline().isBlank() && plan.baseline().equals(plan.candidate())) {
            problems.add(new Problem(
                    "spec.candidate", "is the baseline " + plan.baseline() + "; write the variant to introduce"));
        }
    }

    private static void required(String path, String value, List<Problem> problems) {
        if (value.isBlank()) {
            problems.add(new Problem(path, "is missing; write its name"));
        }
    }

    private static void stages(Plan plan, List<Problem> problems) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < plan.stages().size(); i++) {
            Stage stage = plan.stages().get(i);
            String path = "spec.stages[" + i + "]";
            required(path + ".name", stage.name(), problems);
            if (!names.add(stage.name())) {
                problems.add(new Problem(path + ".name", stage.name() + " is there twice; give each its own name"));
            }
            if (RolloutState.BASELINE_STAGE.equals(stage.name())) {
                problems.add(new Problem(
                        path + ".name", "baseline is collected first by itself; write spec.baselineCollection"));
            }
            if (stage.weightBps() < 0 || stage.weightBps() > Stage.FULL_BPS) {
                problems.add(new Problem(path + ".weight", "must be 0 to 100 percent"));
            }
            mirror(stage, path + ".mirror", problems);
            stage.guardrails().stream()
                    .map(Guardrail::metric)
                    .filter(metric -> plan.guardrails().stream().noneMatch(known -> known.metric() == metric))
                    .forEach(metric -> problems.add(new Problem(
                            path + ".guardrails." + metric.key(),
                            "is not watched in the whole rollout; list it under spec.guardrails too, since the error"
                                    + " budget is shared out once")));
            if (stage.minDuration().isNegative()) {
                problems.add(new Problem(path + ".minDuration", "must not be negative"));
            }
            if (stage.maxDuration().compareTo(stage.minDuration()) < 0) {
                problems.add(new Problem(
                        path + ".maxDuration",
                        "is " + Spans.text(stage.maxDuration()) + ", below minDuration; write at least "
                                + Spans.text(stage.minDuration())));
            }
            webhook(stage.webhook(), path + ".webhook", problems);
            if (stage.minSamples() < 0) {
                problems.add(new Problem(path + ".minSamples", "must not be negative"));
            }
        }
    }

    private static void mirror(Stage stage, String path, List<Problem> problems) {
        if (stage.mirrorBps() < 0 || stage.mirrorBps() > Stage.FULL_BPS) {
            problems.add(new Problem(path, "must be 0 to 100 percent"));
        } else if (stage.kind() == Stage.Kind.SHADOW && stage.mirrorBps() == 0) {
            problems.add(new Problem(
                    path,
                    "is 0: without copies there is nothing to compare; write the percentage of requests to copy"));
        } else if (stage.kind() != Stage.Kind.SHADOW && stage.mirrorBps() > 0) {
            problems.add(new Problem(
                    path, "copies requests in a stage that serves users; leave it out, or write weight: 0"));
        }
    }

    private static void webhook(Webhook webhook, String path, List<Problem> problems) {
        if (webhook == null) {
            return;
        }
        if (!webhook.url().matches("https?://[^\\s/]+.*")) {
            problems.add(new Problem(
                    path + ".url",
                    "is '" + webhook.url() + "'; write where to ask, e.g. https://gates.example/rollouts"));
        }
        if (webhook.timeout().compareTo(Duration.ZERO) <= 0
                || webhook.timeout().compareTo(LONGEST_WEBHOOK_TIMEOUT) > 0) {
            problems.add(new Problem(path + ".timeout", "must be longer than nothing and at most 5m"));
        }
        if (webhook.retry().compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add(new Problem(path + ".retry", "must be at least 1s"));
        }
    }

    private static void climb(Plan plan, List<Problem> problems) {
        List<Stage> stages = plan.stages();
        for (int i = 1; i < stages.size(); i++) {
            if (stages.get(i).weightBps() <= stages.get(i - 1).weightBps()) {
                problems.add(new Problem(
                        "spec.stages[" + i + "].weight",
                        "must be above the "
                                + stages.get(i - 1).weightBps() / 100.0
                                + " % of the stage before it; write the stages in the order of their weights"));
            }
        }
        int last = stages.size() - 1;
        holdback(plan, problems);
        if (stages.get(last).kind() != Stage.Kind.FULL) {
            problems.add(new Problem(
                    "spec.stages[" + last + "].weight",
                    "ends the plan below 100 percent; add { name: full, weight: 100, minDuration: 48h }"));
        }
        if (stages.stream().noneMatch(stage -> stage.kind() == Stage.Kind.CANARY)) {
            problems.add(new Problem(
                    "spec.stages", "skips the canary; a plan that would be accepted: " + MandatoryStages.accepted()));
        } else if (plan.conduct().skippedStages() == null
                && problems.stream().noneMatch(problem -> problem.path().startsWith("spec.stages"))) {
            skipped(stages, problems);
        }
    }

    private static void skipped(List<Stage> stages, List<Problem> problems) {
        List<String> skipped = MandatoryStages.skipped(stages);
        if (!skipped.isEmpty()) {
            problems.add(new Problem(
                    "spec.stages",
                    "skips " + String.join(", ", skipped) + "; a plan that would be accepted: "
                            + MandatoryStages.accepted()
                            + "; or take the responsibility, on record: override: { skippedStages: WHY }"));
        }
    }

    /** Full gives the candidate all but the holdback, which must not be less than it had before. */
    private static void holdback(Plan plan, List<Problem> problems) {
        int last = plan.stages().size() - 1;
        if (last == 0 || plan.stages().get(last).kind() != Stage.Kind.FULL) {
            return;
        }
        int before = plan.stages().get(last - 1).weightBps();
        int full = plan.candidateBps(plan.stages().get(last));
        if (before < Stage.FULL_BPS && full < before) {
            problems.add(new Problem(
                    "spec.holdback",
                    "leaves the candidate " + full / 100.0 + " % at full, less than the " + before / 100.0
                            + " % of the stage before it; write at most " + (Stage.FULL_BPS - before) / 100.0));
        }
    }

    private static void figures(Plan plan, List<Problem> problems) {
        if (plan.timeout().compareTo(Duration.ZERO) <= 0) {
            problems.add(new Problem("spec.timeout", "must be longer than nothing, e.g. 5s"));
        } else if (plan.timeout().compareTo(LONGEST_TIMEOUT) > 0) {
            problems.add(new Problem("spec.timeout", "must be at most 24h"));
        } else if (plan.evidenceDeadline().compareTo(Duration.ZERO) <= 0
                || plan.evidenceDeadline().compareTo(plan.timeout()) > 0) {
            problems.add(new Problem(
                    "spec.evidenceDeadline",
                    "must be longer than nothing and at most the timeout of "
                            + plan.timeout().toMillis() + " ms; leave it out to wait as long as a request may take"));
        }
        if (plan.holdbackBps() < 0 || plan.holdbackBps() > LARGEST_HOLDBACK_BPS) {
            problems.add(new Problem("spec.holdback", "must be 0 to 50 percent"));
        }
        probability("spec.shadow.minAgreement", plan.shadow().minAgreement(), problems);
        if (plan.shadow().minSamples() < 1) {
            problems.add(new Problem("spec.shadow.minSamples", "must be at least 1"));
        }
        if (!(plan.shadow().tolerance() >= 0)) {
            problems.add(new Problem("spec.shadow.tolerance", "must be 0 or more"));
        }
        if (!Comparators.NAMES.contains(plan.shadow().comparator())
                && !plan.shadow().isOwnClass()) {
            problems.add(new Problem(
                    "spec.shadow.comparator",
                    "is '" + plan.shadow().comparator() + "'; write one of " + String.join(", ", Comparators.NAMES)
                            + " or the full name of a class"));
        }
        probability("spec.alpha.rollback", plan.alphaRollback(), problems);
        probability("spec.alpha.advance", plan.alphaAdvance(), problems);
        if (plan.guardrails().isEmpty()) {
            problems.add(new Problem("spec.guardrails", "watches nothing; leave it out to get the defaults"));
        }
        if (plan.baselineMinSamples() < 1) {
            problems.add(new Problem("spec.baselineCollection.minSamples", "must be at least 1"));
        }
        if (plan.baselineMinDuration().isNegative()) {
            problems.add(new Problem("spec.baselineCollection.minDuration", "must not be negative"));
        }
        if (plan.conduct().cleanUpAfter().compareTo(Duration.ZERO) <= 0) {
            problems.add(new Problem("spec.cleanUpAfter", "must be longer than nothing, e.g. 48h"));
        }
        if (plan.conduct().keepWarm().isNegative()) {
            problems.add(new Problem("spec.keepWarm", "must not be negative"));
        }
        DrillPolicy drill = plan.conduct().drill();
        if (drill.every() != null && drill.every().compareTo(SHORTEST_BETWEEN_DRILLS) < 0) {
            problems.add(new Problem("spec.drill.every", "must be at least 1h; 7d is usual"));
        }
        if (plan.warmup().isNegative()) {
            problems.add(new Problem("spec.warmup", "must not be negative"));
        }
    }

    private static void experiment(Plan plan, ExperimentTerms terms, List<Problem> problems) {
        if (plan.stages().stream().noneMatch(plan::isExperiment)) {
            problems.add(new Problem(
                    "spec.experiment",
                    "has no stage in which each variant has half of the traffic; add { name: ab-test, weight: 50,"
                            + " minDuration: 24h, maxDuration: 48h } before full, or leave experiment out"));
        }
        probability("spec.experiment.alpha", terms.alpha(), problems);
        probability("spec.experiment.power", terms.power(), problems);
        if (terms.power() <= terms.alpha()) {
            problems.add(new Problem("spec.experiment.power", "must be above alpha " + terms.alpha()));
        }
        boolean isRate = terms.metric() == ExperimentMetric.SUCCESS;
        if (!(terms.minEffect() > 0) || isRate && terms.minEffect() >= 1) {
            problems.add(new Problem(
                    "spec.experiment.minEffect", isRate ? "must be above 0 and below 1" : "must be above 0"));
        }
        if (terms.minSamples() < 1) {
            problems.add(new Problem("spec.experiment.minSamples", "must be at least 1"));
        }
    }

    private static void probability(String path, double value, List<Problem> problems) {
        if (!(value > 0 && value < 1)) {
            problems.add(new Problem(path, "must be above 0 and below 1, was " + value));
        }
    }
}
