package dev.weir.judge;

import dev.weir.rollout.ModelState;
import dev.weir.rollout.Watch;
import dev.weir.window.Delta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is watched of a model besides its rollout: how right it is, what it is asked and what it answers. Not safe for use by
 * several threads.
 */
final class Watches {
    private final JudgeSettings settings;
    private final AccuracyWatches accuracy;
    private final DriftWatches drift;

    /** Watches as they were when they were stored; null for none. */
    Watches(String model, JudgeSettings settings, StoredAccuracy accuracy, StoredDrift drift) {
        this.settings = settings;
        this.accuracy = new AccuracyWatches(model, accuracy);
        this.drift = new DriftWatches(model, drift);
    }

    StoredAccuracy storedAccuracy() {
        return accuracy.stored();
    }

    StoredDrift storedDrift() {
        return drift.stored();
    }

    boolean isEmpty() {
        return accuracy.isEmpty() && drift.isEmpty();
    }

    /** What is asked for without a rollout; null for nothing. */
    Watch asked() {
        return accuracy.asked();
    }

    /** Watches a variant without a rollout; null ends that. */
    void ask(Watch watch) {
        accuracy.ask(watch);
    }

    /** Watches whom the model's state says, from the second after an instant on; what nobody looks at any more is over. */
    List<Output> follow(ModelState state, Instant at, AlertLog alerts) {
        accuracy.follow(state, at.getEpochSecond() + 1);
        drift.follow(state, accuracy.asked(), at.getEpochSecond() + 1);
        Cause cause =
                new Cause(state.rolloutName(), state.stageName(), at, "it is not watched any more", null, List.of());
        List<Output> outputs = new ArrayList<>();
        if (!accuracy.isLost()) {
            alerts.over(AlertKind.DRIFT, cause).ifPresent(outputs::add);
        }
        if (!drift.isAlerting()) {
            alerts.over(AlertKind.CONTENT_DRIFT, cause).ifPresent(outputs::add);
        }
        return outputs;
    }

    /** Takes in what became known. */
    void take(Delta delta) {
        accuracy.take(delta.outcomes());
        drift.take(delta.contents());
    }

    /**
     * What time has brought: verdicts and alerts.
     *
     * @param readUntil second before which everything has been read, epoch seconds
     * @param deadline  time after which a request is not waited for
     */
    List<Output> tick(Instant now, long readUntil, Duration deadline, AlertLog alerts, String rollout, String stage) {
        List<Output> outputs = new ArrayList<>(accuracy.tick(
                now, deadline.plus(settings.closing()), settings.verdictInterval(), alerts, rollout, stage));
        outputs.addAll(drift.tick(now, readUntil, alerts, rollout, stage));
        return outputs;
    }
}
