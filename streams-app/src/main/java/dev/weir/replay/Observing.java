package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.judge.JudgeSettings;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.ObservedTime;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.PairJoin;
import dev.weir.window.PairRules;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the task of a topic's only partition does with its events. Not safe for use by several threads. */
final class Observing {
    private static final int PARTITION = 0;
    private static final Duration OUTCOME_HORIZON = Duration.ofDays(7);

    private final Combiner combiner;
    private final PairJoin pairs;
    private final AwaitedOutcomes awaited = new AwaitedOutcomes();
    private final OutcomeJoin outcomes;
    private final ObservedTime time;

    Observing(JudgeSettings settings, long nowMillis) {
        this.combiner = new Combiner(PARTITION, settings.closing());
        this.pairs = new PairJoin(settings.slack());
        this.outcomes = new OutcomeJoin(OUTCOME_HORIZON, settings.slack(), awaited::find);
        this.time = new ObservedTime(nowMillis);
    }

    /** Takes in an event; false if all of it had come before. */
    boolean add(Logged.Request request, ModelReplay model, long nowMillis) {
        Observation observation = request.observation();
        boolean isNew = combiner.add(observation, model.limits());
        model.copying().ifPresent(rules -> pairs.add(observation, request.side(), rules));
        model.outcomes().ifPresent(scope -> outcomes.add(observation, request.label(), scope));
        model.contents().ifPresent(scope -> combiner.addContent(observation, scope, request::asked, request::answer));
        combiner.readUntil(ObservedTime.proved(observation.assignedMillis(), nowMillis));
        time.read(observation.assignedMillis(), nowMillis, nowMillis);
        return isNew;
    }

    /** Takes in an outcome, if anybody asks for those of its model. */
    void add(Logged.Outcome outcome, ModelReplay model) {
        model.outcomes().ifPresent(scope -> outcomes.add(outcome.outcome()));
    }

    /** To be told of the time several times a second. */
    void followClock(long nowMillis) {
        if (time.isQuiet(nowMillis)) {
            time.idle(nowMillis);
        }
    }

    boolean isAlarming() {
        return combiner.isAlarming();
    }

    /** What was counted since the last time, by model; {@link #watermark} holds once it has been taken in. */
    Map<String, Delta> drain(Function<String, Optional<PairRules>> rules) {
        Map<String, Delta> deltas = combiner.drain();
        pairs.settle(time.until(), rules);
        pairs.drain().forEach((model, settled) -> {
            Delta counted = deltas.getOrDefault(model, new Delta(PARTITION, List.of()));
            deltas.put(model, counted.withPairs(settled));
        });
        outcomes.settle(time.until());
        outcomes.drain().forEach((model, joined) -> {
            Delta counted = deltas.getOrDefault(model, new Delta(PARTITION, List.of()));
            deltas.put(model, counted.withOutcomes(joined));
        });
        outcomes.drainChanges(awaited::put);
        pairs.drainSamples();
        return deltas;
    }

    /** How far the log has been read. */
    Watermark watermark() {
        combiner.forgetUnits(time.until());
        combiner.drainUnits();
        return new Watermark(PARTITION, time.until());
    }
}
