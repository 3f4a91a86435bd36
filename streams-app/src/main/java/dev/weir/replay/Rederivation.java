package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.Output;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rollout followed once more along the log of its decisions: the events are counted and judged anew, by the classes that did it
 * first, at the instants and up to the seconds that the log names. Not safe for use by several threads.
 *
 * <p>Shadow pairs and outcomes are not joined, so that the plan must neither copy requests nor compare outcomes.
 */
public final class Rederivation {
    private final Plan plan;
    private final JudgeSettings settings;
    private final Map<Integer, Combiner> combiners = new TreeMap<>();
    private ModelJudge judge;
    private ModelSnapshot before;

    /**
     * Stands before the START of a rollout.
     *
     * @param state    the model's state then
     * @param verdicts verdicts of the model published by then, from which ids follow
     * @param plan     the plan that starts
     * @param settings of the judge that made the decisions
     */
    public Rederivation(ModelState state, long verdicts, Plan plan, JudgeSettings settings) {
        this.plan = plan;
        this.settings = settings;
        this.before = new ModelSnapshot(
                state,
                null,
                0,
                List.of(),
                List.of(),
                Long.MIN_VALUE / 2,
                List.of(),
                Long.MIN_VALUE,
                null,
                null,
                verdicts,
                null,
                null,
                null,
                null,
                null,
                null);
        this.judge = ModelJudge.restore(before, settings);
    }

    /** Counts an event, in the order of its partition. */
    public void count(int partition, Observation event) {
        combiners
                .computeIfAbsent(partition, number -> new Combiner(number, settings.closing()))
                .add(event, plan.timeLimits());
    }

    /** Takes a decision as it was made. */
    public void accept(Decision decision) {
        judge.accept(decision);
    }

    /**
     * Judges what has been counted.
     *
     * @param closedUntil end of the last second that is to be evidence, exclusive
     * @param at          instant of the judgement
     * @return what the judge says, decisions among it, which it follows; see {@link #undo}
     */
    public List<Output> look(Instant closedUntil, Instant at) {
        combiners.forEach((partition, combiner) -> {
            Delta delta = combiner.drain().get(plan.model());
            combiner.drainUnits();
            if (delta != null && judge.isKnown()) {
                judge.delta(delta);
            }
        });
        before = judge.snapshot();
        long waited = plan.evidenceDeadline().plus(settings.slack()).toMillis();
        Watermarks watermarks = new Watermarks(1);
        watermarks.advance(new Watermark(0, closedUntil.toEpochMilli() + waited));
        combiners.values().forEach(combiner -> combiner.readUntil(closedUntil.toEpochMilli()));
        return judge.tick(watermarks, at);
    }

    /** Stands again where it stood before the last look, with its seconds open. */
    public void undo() {
        judge = ModelJudge.restore(before, settings);
    }
}
