package dev.weir.config;

import dev.weir.evidence.Guardrail;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.Defaults;
import dev.weir.rollout.DrillPolicy;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.MandatoryStages;
import dev.weir.rollout.Plan;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Webhook;
import dev.weir.wire.PlanCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the tree of a rollout file into a plan; what cannot be read is reported and replaced by its default. */
final class PlanReader {
    /** Stands for a weight that is missing or unreadable; no rule accepts it. */
    private static final int NO_WEIGHT = -1;

    /** A timeout for which evidence should not wait. */
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(20);

    private final Section file;
    private final Section spec;
    private final List<FileProblem> warnings;
    private final String skippedStages;

    /**
     * A reader of one file.
     *
     * @param skippedStages why stages are left out, where that is said beside the file and not in it; null if it is not
     */
    PlanReader(FileNode.Mapping root, List<FileProblem> problems, List<FileProblem> warnings, String skippedStages) {
        this.skippedStages = skippedStages;
        this.file = new Section("", root, problems);
        this.spec = file.section("spec");
        this.warnings = warnings;
    }

    Plan read(Instant submittedAt, String submittedBy) {
        constant("apiVersion", RolloutFile.API_VERSION);
        constant("kind", RolloutFile.KIND);
        Section metadata = file.section("metadata");
        String name = metadata.name("name").orElse("");
        metadata.close();
        String model = spec.name("model").orElse("");
        String baseline = spec.name("baseline").orElse("");
        String candidate = spec.name("candidate").orElse("");
        Section collection = spec.section("baselineCollection");
        Duration collectionMin = collection.duration("minDuration").orElse(Defaults.BASELINE_MIN_DURATION);
        long collectionSamples =
                collection.whole("minSamples", 1, Long.MAX_VALUE).orElse(Defaults.BASELINE_MIN_SAMPLES);
        collection.close();
        List<Guardrail> guardrails = GuardrailReader.read(spec.section("guardrails"), Guardrail.standards(), List.of());
        List<Stage> stages = spec.sections("stages")
                .map(sections -> stages(sections, guardrails))
                .orElse(Defaults.STAGES);
        Section alpha = spec.section("alpha");
        double alphaRollback = alpha.number("rollback", 0, false, 1).orElse(Defaults.ALPHA);
        double alphaAdvance = alpha.number("advance", 0, false, 1).orElse(Defaults.ALPHA);
        alpha.close();
        Duration timeout = spec.duration("timeout").orElse(Defaults.TIMEOUT);
        ExperimentTerms experiment = experiment(stages);
        Plan plan = new Plan(
                name,
                model,
                baseline,
                candidate,
                collectionMin,
                collectionSamples,
                stages,
                timeout,
                evidenceDeadline(timeout),
                holdback(stages),
                guardrails,
                alphaRollback,
                alphaAdvance,
                spec.choice("onNoData", words("pause", Plan.NoDataPolicy.PAUSE, "rollback", Plan.NoDataPolicy.ROLLBACK))
                        .orElse(Plan.NoDataPolicy.PAUSE),
                spec.attributes("segments").orElse(List.of()),
                spec.choice("evidenceUnit", words("unit", true, "request", false))
                        .orElse(true),
                spec.duration("warmup").orElse(Duration.ZERO),
                spec.choice("promote", words("auto", true, "manual", false)).orElse(true),
                shadow(spec.section("shadow")),
                conduct(stages, submittedAt),
                experiment,
                submittedAt,
                submittedBy);
        spec.close();
        file.close();
        return plan;
    }

    private Conduct conduct(List<Stage> stages, Instant submittedAt) {
        Section override = spec.section("override");
        String why = override.text("skippedStages").orElse(skippedStages);
        Conduct standard = Conduct.STANDARD;
        Conduct conduct = new Conduct(
                why,
                spec.choice("purpose", words("replace", false, "aa-test", true)).orElse(false),
                spec.choice("onSegmentHarm", words("rollback", SegmentHarm.ROLLBACK, "isolate", SegmentHarm.ISOLATE))
                        .orElse(standard.onSegmentHarm()),
                spec.duration("cleanUpAfter").orElse(standard.cleanUpAfter()),
                spec.duration("keepWarm").orElse(standard.keepWarm()),
                drill(),
                spec.has("accuracy") ? AccuracyReader.read(spec.section("accuracy")) : null,
                DriftReader.of(spec),
                RetrainingReader.ofPlan(spec, submittedAt));
        override.close();
        List<String> skipped = MandatoryStages.skipped(stages);
        if (conduct.skippedStages() != null) {
            warnings.add(new FileProblem(
                    "spec.override",
                    spec.lineOf("override"),
                    skipped.isEmpty()
                            ? "gives a reason for leaving stages out, and none is left out; remove it"
                            : "leaves out " + String.join(", ", skipped) + "; the decision log keeps the reason"));
        }
        return conduct;
    }

    /** {@code drill: required}, or a block; where nothing is said, people are told. */
    private DrillPolicy drill() {
        if (spec.isText("drill")) {
            return new DrillPolicy(
                    spec.choice("drill", words("required", true, "advised", false))
                            .orElse(false),
                    null,
                    false);
        }
        Section drill = spec.section("drill");
        Map<String, Boolean> truth = words("true", true, "false", false);
        DrillPolicy policy = new DrillPolicy(
                drill.choice("required", truth).orElse(false),
                drill.duration("every").orElse(null),
                drill.choice("live", truth).orElse(false));
        drill.close();
        return policy;
    }

    private void constant(String key, String value) {
        file.text(key)
                .filter(text -> !text.equals(value))
                .ifPresent(text -> file.problem(key, "is '" + text + "'; write " + value));
    }

    private int holdback(List<Stage> stages) {
        int holdback = spec.percent("holdback").orElse(Defaults.HOLDBACK_BPS);
        if (holdback == 0 && stages.stream().anyMatch(stage -> stage.kind() == Stage.Kind.FULL)) {
            warnings.add(new FileProblem(
                    "spec.holdback",
                    spec.lineOf("holdback"),
                    "is 0: at full there is no baseline left to compare with"));
        }
        return holdback;
    }

    private Duration evidenceDeadline(Duration timeout) {
        if (!spec.has("evidenceDeadline") && timeout.compareTo(LONG_TIMEOUT) > 0) {
            warnings.add(new FileProblem(
                    "spec.timeout",
                    spec.lineOf("timeout"),
                    "is " + Durations.format(timeout) + ": without evidenceDeadline traffic is evidence only that long"
                            + " after it was assigned; write e.g. evidenceDeadline: "
                            + Durations.format(LONG_TIMEOUT)));
        }
        return spec.duration("evidenceDeadline").orElse(timeout);
    }

    private static List<Stage> stages(List<Section> sections, List<Guardrail> planned) {
        List<Stage> stages = new ArrayList<>();
        for (Section section : sections) {
            Duration min = section.duration("minDuration").orElse(Duration.ZERO);
            Duration max = section.duration("maxDuration").orElse(PlanCodec.defaultMaxDuration(min));
            if (!section.has("weight")) {
                section.problem("weight", "is missing; write the candidate's percentage, e.g. weight: 5");
            }
            int weight = section.percent("weight").orElse(NO_WEIGHT);
            stages.add(new Stage(
                    section.name("name").orElse(""),
                    weight,
                    section.percent("mirror").orElse(weight == 0 ? Stage.FULL_BPS : 0),
                    min,
                    max,
                    section.whole("minSamples", 0, Long.MAX_VALUE).orElse(0L),
                    section.choice("approval", words("required", true, "none", false))
                            .orElse(false),
                    GuardrailReader.read(section.section("guardrails"), List.of(), planned),
                    webhook(section)));
            section.close();
        }
        return stages;
    }

    private static Webhook webhook(Section stage) {
        if (!stage.has("webhook")) {
            return null;
        }
        Section webhook = stage.section("webhook");
        Webhook read = new Webhook(
                webhook.text("url").orElse(""),
                webhook.duration("timeout").orElse(Webhook.TIMEOUT),
                webhook.duration("retry").orElse(Webhook.RETRY));
        webhook.close();
        return read;
    }

    private static ShadowTerms shadow(Section shadow) {
        ShadowTerms standard = ShadowTerms.STANDARD;
        ShadowTerms terms = new ShadowTerms(
                shadow.text("comparator").orElse(standard.comparator()),
                shadow.number("minAgreement", 0, false, 1).orElse(standard.minAgreement()),
                shadow.whole("minSamples", 1, Long.MAX_VALUE).orElse(standard.minSamples()),
                shadow.number("tolerance", 0, true, Double.POSITIVE_INFINITY).orElse(standard.tolerance()));
        shadow.close();
        return terms;
    }

    private ExperimentTerms experiment(List<Stage> stages) {
        if (spec.has("experiment")) {
            return ExperimentReader.read(spec.section("experiment"));
        }
        if (stages.stream().anyMatch(stage -> stage.weightBps() == Plan.EXPERIMENT_BPS)) {
            warnings.add(new FileProblem(
                    "spec.experiment",
                    spec.lineOf("stages"),
                    "is missing: a stage of weight 50 is then judged by its guardrails alone, whichever variant answers"
                            + " better; write experiment: { metric: success } and publish outcomes to compare them"));
        }
        return null;
    }

    static <T> Map<String, T> words(String first, T firstMeans, String second, T secondMeans) {
        Map<String, T> words = new LinkedHashMap<>();
        words.put(first, firstMeans);
        words.put(second, secondMeans);
        return words;
    }
}
