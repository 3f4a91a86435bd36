package dev.weir.judge;

import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.Trial;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.window.Delta;
import java.util.ArrayList;
import java.util.List;

/**
 * The trial of a model, and the closed seconds by which it has grown since it was last stored. As long as nothing else has
 * changed it, they say all that is new in it, and are much smaller. Not safe for use by several threads.
 */
final class TrialCourse {
    /** Seconds that are remembered; what is never stored need not remember more. */
    static final int MOST_STEPS = 60;

    private Trial now;
    private List<ClosedSecond> steps;

    /** No trial, and nothing stored. */
    TrialCourse() {}

    /** A trial as it was when it was stored; null for none. */
    TrialCourse(Trial stored) {
        now = stored;
        steps = new ArrayList<>();
    }

    /** The trial as it stands; null without a running rollout. */
    Trial now() {
        return now;
    }

    /** One more second has closed. */
    void take(ClosedSecond closed) {
        now = now.take(closed);
        if (steps != null && steps.size() < MOST_STEPS) {
            steps.add(closed);
        } else {
            steps = null;
        }
    }

    /** Something became known of answers. */
    void take(List<Delta.Outcomes> known) {
        if (now != null && !known.isEmpty()) {
            become(now.take(known));
        }
    }

    /**
     * The closed seconds, in their order, that alone have changed the trial since the last call; null where it has changed
     * otherwise.
     */
    List<ClosedSecond> takeSteps() {
        List<ClosedSecond> taken = steps;
        steps = new ArrayList<>();
        return taken;
    }

    /**
     * Does what a decision means for the trial.
     *
     * @param state     the model's state after the decision
     * @param wasActive whether a rollout was running before it
     */
    void follow(Decision decision, ModelState state, boolean wasActive) {
        boolean isRerouted = wasActive && decision.revision() != null;
        switch (decision.action()) {
            case START -> become(Trials.begin(state.rollout(), decision));
            case ADVANCE, OVERRIDE -> {
                if (decision.rule() == null) {
                    become(decision.toStage() == null ? null : now.enter(Trials.start(state.rollout(), decision, now)));
                } else if (isRerouted) {
                    become(Trials.reroute(now, state, decision));
                }
            }
            case PROMOTE, ROLLBACK, ABORT -> become(null);
            case KILL, UNKILL, DRILL -> {
                if (isRerouted) {
                    become(Trials.reroute(now, state, decision));
                }
            }
            case HOLD, PAUSE, RESUME, REFUSE -> {}
        }
    }

    private void become(Trial other) {
        now = other;
        steps = null;
    }
}
