package dev.weir.judge;

import dev.weir.evidence.Trial;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.verdict.AgreementTerms;
import dev.weir.verdict.Occasion;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdicts;
import java.time.Duration;
import java.time.Instant;

/** When a model is judged, and on the terms of which plan. Not safe for use by several threads. */
final class Judgements {
    private final JudgeSettings settings;
    private final Verdicts verdicts = new Verdicts();
    private Instant latest;

    /**
     * Goes on from the latest judgement.
     *
     * @param latest its instant; null if nothing has been judged
     */
    Judgements(JudgeSettings settings, Instant latest) {
        this.settings = settings;
        this.latest = latest;
    }

    /** Instant of the latest judgement; null before the first. */
    Instant latest() {
        return latest;
    }

    /** Whether the latest judgement is so long ago. */
    boolean isRested(Instant now, Duration rest) {
        return latest == null || Duration.between(latest, now).compareTo(rest) >= 0;
    }

    /** Whether nothing has been judged for so long that it is time again, even if nothing has closed. */
    boolean isDue(Instant now, Duration rest) {
        return isRested(now, settings.verdictInterval()) && isRested(now, rest);
    }

    /**
     * Judges a running rollout.
     *
     * @param id        id of the verdict
     * @param complaint why the evidence cannot be trusted; null if it can
     */
    Verdict of(String id, ModelState state, Trial trial, String complaint, Instant now) {
        latest = now;
        RolloutState rollout = state.rollout();
        Plan plan = rollout.plan();
        Verdict verdict = verdicts.of(
                trial,
                new Occasion(
                        id,
                        now,
                        plan.errorBudget(),
                        isFull(rollout),
                        plan.evidenceDeadline().plus(settings.slack()),
                        complaint,
                        state.isolated(),
                        new AgreementTerms(
                                plan.shadow().minAgreement(), plan.shadow().minSamples()),
                        Experiments.terms(rollout, now)));
        if (plan.conduct().aaTest()) {
            verdict = verdict.ofOneModel();
        }
        return rollout.overdue(now) > 0 && !verdict.standing().isUrgent()
                ? verdict.recommending(Verdict.Recommendation.CLEAN_UP)
                : verdict;
    }

    private static boolean isFull(RolloutState rollout) {
        return rollout.stage().filter(stage -> stage.kind() == Stage.Kind.FULL).isPresent();
    }
}
