package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairJoin;
import dev.weir.window.PairRules;
import dev.weir.window.PairSide;
import dev.weir.window.TimeLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of one model in one partition, counted once more as its task counted them. All that waits for an outcome is held in
 * memory. Not safe for use by several threads.
 */
final class Recount {
    private final int partition;
    private final Combiner combiner;
    private final PairJoin pairs;
    private final Map<AwaitedOutcome.Key, AwaitedOutcome> awaited = new HashMap<>();
    private final OutcomeJoin outcomes;

    /**
     * Nothing counted yet.
     *
     * @param closing time after a request's deadline after which it is settled, once its partition has been read so far
     * @param slack   time an event may take from its end to the log
     * @param horizon time after a request for which its outcome is waited for
     */
    Recount(int partition, Duration closing, Duration slack, Duration horizon) {
        this.partition = partition;
        this.combiner = new Combiner(partition, closing);
        this.pairs = new PairJoin(slack);
        this.outcomes = new OutcomeJoin(horizon, slack, awaited::get);
    }

    /**
     * The next event of the partition.
     *
     * @param readUntil assignment time up to which the partition had been read before it, by the log alone, epoch milliseconds
     */
    void count(Observation event, TimeLimits limits, long readUntil) {
        combiner.readUntil(readUntil);
        combiner.add(event, limits);
    }

    /** The same event is a half of a pair. */
    void pair(Observation event, PairSide side, PairRules rules) {
        pairs.add(event, side, rules);
    }

    /** The same event is of a request that waits for its outcome. */
    void await(Observation event, String label, OutcomeScope scope) {
        outcomes.add(event, label, scope);
    }

    /** The next outcome of the partition. */
    void join(Outcome outcome) {
        outcomes.add(outcome);
    }

    /**
     * What was counted since the last call, once the partition has been read up to an instant, epoch milliseconds.
     *
     * @param copying by which rules pairs are compared; empty where none is
     */
    Delta drain(String model, long readUntil, Optional<PairRules> copying) {
        Delta counted = combiner.drain().getOrDefault(model, new Delta(partition, List.of()));
        combiner.forgetUnits(readUntil);
        combiner.drainUnits();
        pairs.settle(readUntil, name -> copying);
        pairs.drainUnits();
        pairs.drainSamples();
        outcomes.settle(readUntil);
        outcomes.drainUnits();
        outcomes.drainChanges(awaited::put);
        return counted.withPairs(pairs.drain().getOrDefault(model, List.of()))
                .withOutcomes(outcomes.drain().getOrDefault(model, List.of()));
    }
}
