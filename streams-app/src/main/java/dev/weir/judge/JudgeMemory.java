package dev.weir.judge;

import dev.weir.evidence.Trial;
import dev.weir.rollout.ModelState;
import dev.weir.window.Delta;
import dev.weir.window.KeptWindow;
import java.util.List;

/**
 * What a judge knows of a model besides where it stands, and how that survives a commit.
 *
 * @param evidence   requests, and what follows from them
 * @param judgements when it was judged
 * @param verdicts   what was said of it
 * @param fleet      routers, and what they said
 * @param alerts     what people were told
 * @param watches    what is watched without a rollout
 */
record JudgeMemory(
        ModelEvidence evidence,
        Judgements judgements,
        VerdictLog verdicts,
        Fleet fleet,
        AlertLog alerts,
        Watches watches) {

    /** Nothing is known of a model. */
    static JudgeMemory empty(String model, JudgeSettings settings) {
        return new JudgeMemory(
                new ModelEvidence(settings.metricsWindow()),
                new Judgements(settings, null),
                new VerdictLog(model),
                new Fleet(),
                new AlertLog(model),
                new Watches(model, settings, null, null));
    }

    /** What was known when {@link #snapshot} was taken. */
    static JudgeMemory restore(ModelSnapshot snapshot, JudgeSettings settings) {
        String model = snapshot.state().model();
        return new JudgeMemory(
                new ModelEvidence(snapshot, settings.metricsWindow()),
                new Judgements(settings, snapshot.judgedAt()),
                new VerdictLog(
                        model, snapshot.latest(), snapshot.closedUntil(), snapshot.published(), snapshot.verdicts()),
                new Fleet(snapshot.fleet()),
                new AlertLog(model, snapshot.alerts()),
                new Watches(model, settings, snapshot.accuracy(), snapshot.drift()));
    }

    /** All that has to survive, with where the model stands. */
    ModelSnapshot snapshot(ModelState state) {
        return snapshot(
                state,
                evidence.trial(),
                evidence.arrivals().open().snapshot(),
                evidence.metrics().all());
    }

    /** What has changed since the last call, or since it was restored; all of a model that is new. */
    ModelChanges takeChanges(ModelState state) {
        return new ModelChanges(
                snapshot(state, null, List.of(), List.of()),
                evidence.trial(),
                evidence.takeSteps(),
                evidence.arrivals().open().takeChanged(),
                evidence.metrics().takeChanged());
    }

    private ModelSnapshot snapshot(ModelState state, Trial trial, List<Delta> open, List<KeptWindow> windows) {
        return new ModelSnapshot(
                state,
                trial,
                evidence.front(),
                open,
                evidence.arrivals().completeness().snapshot(),
                evidence.arrivals().lastUnrouted(),
                windows,
                evidence.metrics().forgottenBefore(),
                verdicts.latest(),
                verdicts.published(),
                verdicts.count(),
                judgements.latest(),
                verdicts.closedUntil(),
                alerts.stored(),
                fleet.stored(),
                watches.storedAccuracy(),
                watches.storedDrift(),
                evidence.readings().stored());
    }
}
