package dev.weir.rollout;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.verdict.ErrorBudget;
import dev.weir.window.TimeLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way of one candidate from 0 % to promotion, with every default filled in: a rollout file in its normal form.
 *
 * <p>{@link PlanRules} says what makes a plan acceptable; a {@code Plan} as such may still break those rules.
 *
 * @param name                 name of the rollout ({@code metadata.name})
 * @param model                logical endpoint
 * @param baseline             variant in charge
 * @param candidate            variant on trial
 * @param baselineMinDuration  minimum time of baseline collection
 * @param baselineMinSamples   minimum requests of baseline collection
 * @param stages               steps after baseline collection, in order
 * @param timeout              latency above which a request counts as timed out
 * @param evidenceDeadline     latency above which a request counts as timed out as evidence, whatever comes of it later;
 *                             at most the timeout; null stands for the timeout
 * @param holdbackBps          traffic kept on the baseline at full until promotion, basis points
 * @param guardrails           what must not get worse
 * @param alphaRollback        probability, over the whole rollout, of rolling back a candidate within every limit
 * @param alphaAdvance         probability, per stage, of advancing a candidate beyond a limit
 * @param onNoData             what happens when a stage runs out of time without proof
 * @param segments             attributes by which the evidence is stratified
 * @param evidencePerUnit      whether one outcome a unit per ten minutes is evidence, or every request
 * @param warmup               time after each change of weight that is counted but is no evidence
 * @param promoteAutomatically whether a finished full stage is promoted without a person
 * @param shadow               how shadow pairs are compared
 * @param conduct              how the rollout is led besides
 * @param experiment           how the variants are compared while each has half of the traffic; null where they are not
 * @param submittedAt          instant at which the plan was submitted
 * @param submittedBy          who submitted it
 */
public record Plan(
        String name,
        String model,
        String baseline,
        String candidate,
        Duration baselineMinDuration,
        long baselineMinSamples,
        List<Stage> stages,
        Duration timeout,
        Duration evidenceDeadline,
        int holdbackBps,
        List<Guardrail> guardrails,
        double alphaRollback,
        double alphaAdvance,
        NoDataPolicy onNoData,
        List<String> segments,
        boolean evidencePerUnit,
        Duration warmup,
        boolean promoteAutomatically,
        ShadowTerms shadow,
        Conduct conduct,
        ExperimentTerms experiment,
        Instant submittedAt,
        String submittedBy) {

    /** Traffic of the candidate in the stage of the experiment, basis points. */
    public static final int EXPERIMENT_BPS = 5_000;

    /** What happens when a stage runs out of time without proof. */
    public enum NoDataPolicy {
        PAUSE,
        ROLLBACK
    }

    public Plan {
        evidenceDeadline = evidenceDeadline == null ? timeout : evidenceDeadline;
        stages = List.copyOf(stages);
        guardrails = List.copyOf(guardrails);
        segments = List.copyOf(segments);
        shadow = shadow == null ? ShadowTerms.STANDARD : shadow;
        conduct = conduct == null ? Conduct.STANDARD : conduct;
    }

    /** Whether a stage is the one of the experiment: each variant has half of the traffic. */
    public boolean isExperiment(Stage stage) {
        return experiment != null && stage.weightBps() == EXPERIMENT_BPS;
    }

    /**
     * What the accuracy of the variant in charge is held to, at full and afterwards: what the plan says, else the usual where
     * outcomes are compared; null where nobody said that there are any.
     */
    public AccuracyTerms accuracy() {
        if (conduct.accuracy() != null) {
            return conduct.accuracy();
        }
        boolean labelled = experiment != null && experiment.metric() == ExperimentMetric.SUCCESS;
        return labelled ? AccuracyTerms.STANDARD : null;
    }

    /** The guardrails in force in a stage: the plan's, each replaced by the stage's own for the same metric. */
    public List<Guardrail> guardrailsOf(Stage stage) {
        Map<Metric, Guardrail> byMetric = new LinkedHashMap<>();
        guardrails.forEach(guardrail -> byMetric.put(guardrail.metric(), guardrail));
        stage.guardrails().forEach(guardrail -> byMetric.put(guardrail.metric(), guardrail));
        return List.copyOf(byMetric.values());
    }

    /** Requests of the candidate, in a shadow stage pairs, that have to be evidence before a stage may end. */
    public long minSamplesOf(Stage stage) {
        return stage.kind() == Stage.Kind.SHADOW
                ? Math.max(stage.minSamples(), shadow.minSamples())
                : stage.minSamples();
    }

    /** Traffic the candidate gets in a stage, basis points: the stage's weight, at full less the holdback. */
    public int candidateBps(Stage stage) {
        return stage.kind() == Stage.Kind.FULL ? Stage.FULL_BPS - holdbackBps : stage.weightBps();
    }

    /** How often Weir may be wrong about the candidate. */
    public ErrorBudget errorBudget() {
        return new ErrorBudget(alphaRollback, alphaAdvance);
    }

    /** How long requests may take; of a plan that {@link PlanRules} accept. */
    public TimeLimits timeLimits() {
        return TimeLimits.of(timeout, evidenceDeadline);
    }

    /** Whether another submission asks for the same thing, whoever sent it and whenever. */
    public boolean sameAs(Plan other) {
        return equals(other.submitted(submittedAt, submittedBy));
    }

    /** This plan as submitted by somebody at some instant. */
    public Plan submitted(Instant at, String by) {
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
                at,
                by);
    }
}
