package dev.weir.replay;

import dev.weir.evidence.Watermarks;
import dev.weir.judge.ContentInterest;
import dev.weir.judge.Copying;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.OutcomeInterest;
import dev.weir.judge.Output;
import dev.weir.judge.Remainder;
import dev.weir.rollout.Plan;
import dev.weir.rollout.ShadowTerms;
import dev.weir.routing.RoutingTable;
import dev.weir.shadow.AnswerComparator;
import dev.weir.window.ContentScope;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairRules;
import dev.weir.window.TimeLimits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One model of a replay: its judge, and the table its requests are assigned by. Not safe for use by several threads. */
final class ModelReplay {
    private final Plan plan;
    private final TimeLimits limits;
    private final AnswerComparator comparator;
    private final ModelJudge judge;
    private final Replay.Listener listener;
    private RoutingTable table;
    private Optional<PairRules> copying = Optional.empty();
    private Optional<OutcomeScope> outcomes = Optional.empty();
    private Optional<ContentScope> contents = Optional.empty();

    ModelReplay(Plan plan, JudgeSettings settings, AnswerComparator comparator, Replay.Listener listener) {
        this.plan = plan;
        this.limits = plan.timeLimits();
        this.comparator = comparator;
        this.judge = new ModelJudge(plan.model(), settings);
        this.listener = listener;
    }

    /** Submits the plan, unless that has been done; the stage it starts with begins with a whole second. */
    void begin(long millis) {
        if (!judge.isKnown()) {
            Instant at = Instant.ofEpochSecond(Math.floorDiv(millis, 1_000L));
            follow(judge.plan(plan.submitted(at, "replay"), at));
        }
    }

    ModelSnapshot snapshot() {
        return judge.snapshot();
    }

    RoutingTable table() {
        return table;
    }

    TimeLimits limits() {
        return limits;
    }

    /** Which of its requests are copied; empty while none is. */
    Optional<PairRules> copying() {
        return copying;
    }

    /** Which of its requests wait for their outcome; empty while none does. */
    Optional<OutcomeScope> outcomes() {
        return outcomes;
    }

    /** Of which of its requests it is counted what was asked and answered; empty while nobody asks. */
    Optional<ContentScope> contents() {
        return contents;
    }

    boolean isIdle() {
        return judge.isIdle();
    }

    Remainder count(Delta delta) {
        return judge.delta(delta);
    }

    void tick(Watermarks watermarks, Instant now) {
        if (!judge.isIdle()) {
            follow(judge.tick(watermarks, now));
        }
    }

    private void follow(List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Routed routed) {
                table = routed.table();
                copying = Copying.rules(judge.state(), limits, (ShadowTerms terms) -> comparator);
                outcomes = OutcomeInterest.scope(judge.state(), null, limits);
                contents = ContentInterest.scope(judge.state(), null);
            }
            listener.said(plan.model(), output);
        }
    }
}
