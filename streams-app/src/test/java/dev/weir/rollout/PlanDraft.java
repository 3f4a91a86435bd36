package dev.weir.rollout;

import dev.weir.evidence.Guardrail;
import dev.weir.rollout.Plan.NoDataPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A plan that is acceptable as it stands, if short, to be changed in the place a test is about. */
public final class PlanDraft {
    private String name = "sentiment-v2";
    private String model = "sentiment";
    private String baseline = "v1.0";
    private String candidate = "v2.0";
    private Duration baselineMinDuration = Duration.ZERO;
    private long baselineMinSamples = 1_000;
    private List<Stage> stages = List.of(stage("canary-25", 25), stage("full", 100));
    private Duration timeout = Duration.ofSeconds(5);
    private Duration evidenceDeadline;
    private int holdbackBps = 2_000;
    private List<Guardrail> guardrails = Guardrail.standards();
    private double alphaRollback = Defaults.ALPHA;
    private double alphaAdvance = Defaults.ALPHA;
    private NoDataPolicy onNoData = NoDataPolicy.PAUSE;
    private List<String> segments = List.of();
    private boolean evidencePerUnit = true;
    private Duration warmup = Duration.ZERO;
    private boolean promoteAutomatically = true;
    private ShadowTerms shadow = ShadowTerms.STANDARD;
    private Conduct conduct = Conduct.STANDARD.skipping("it is tested elsewhere");
    private ExperimentTerms experiment;

    /** A stage that may end as soon as it is proved, within an hour. */
    public static Stage stage(String name, int percent) {
        return new Stage(name, percent * 100, 0, Duration.ZERO, Duration.ofHours(1), 0, false, List.of());
    }

    public PlanDraft name(String value) {
        name = value;
        return this;
    }

    public PlanDraft model(String value) {
        model = value;
        return this;
    }

    public PlanDraft variants(String newBaseline, String newCandidate) {
        baseline = newBaseline;
        candidate = newCandidate;
        return this;
    }

    public PlanDraft collecting(Duration minDuration, long minSamples) {
        baselineMinDuration = minDuration;
        baselineMinSamples = minSamples;
        return this;
    }

    public PlanDraft stages(Stage... values) {
        stages = List.of(values);
        return this;
    }

    public PlanDraft timeout(Duration value) {
        timeout = value;
        return this;
    }

    public PlanDraft evidenceDeadline(Duration value) {
        evidenceDeadline = value;
        return this;
    }

    public PlanDraft holdbackBps(int value) {
        holdbackBps = value;
        return this;
    }

    public PlanDraft guardrails(List<Guardrail> values) {
        guardrails = values;
        return this;
    }

    public PlanDraft alpha(double rollback, double advance) {
        alphaRollback = rollback;
        alphaAdvance = advance;
        return this;
    }

    public PlanDraft onNoData(NoDataPolicy value) {
        onNoData = value;
        return this;
    }

    public PlanDraft segments(String... values) {
        segments = List.of(values);
        return this;
    }

    public PlanDraft evidencePerUnit(boolean value) {
        evidencePerUnit = value;
        return this;
    }

    public PlanDraft warmup(Duration value) {
        warmup = value;
        return this;
    }

    public PlanDraft shadow(ShadowTerms terms) {
        shadow = terms;
        return this;
    }

    public PlanDraft conduct(Conduct value) {
        conduct = value;
        return this;
    }

    public PlanDraft experiment(ExperimentTerms terms) {
        experiment = terms;
        return this;
    }

    public PlanDraft promoteAutomatically(boolean value) {
        promoteAutomatically = value;
        return this;
    }

    /** The plan as it is now. */
    public Plan plan() {
        return new Plan(
                name,
                model,
                baseline,
                candidate,
                baselineMinDuration,
                baselineMinSamples,
                stages,
                timeout,
                evidenceDeadline,
                holdbackBps,
                guardrails,
                alphaRollback,
                alphaAdvance,
                onNoData,
                segments,
                evidencePerUnit,
                warmup,
                promoteAutomatically,
                shadow,
                conduct,
                experiment,
                Instant.EPOCH,
                "ada");
    }
}
