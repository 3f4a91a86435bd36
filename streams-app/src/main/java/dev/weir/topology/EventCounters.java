package dev.weir.topology;

import dev.weir.judge.Remainder;
import dev.weir.window.Delta;
import dev.weir.window.PairLosses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * Counts what became of every record of {@code weir.inference-events}: read = counted + duplicate + dead. Counted ones
 * may turn out late, or of a model without a rollout, when they reach the judge; those are counted there in requests.
 */
final class EventCounters {
    private static final String EVENTS = "weir.events";

    private final MeterRegistry registry;
    private final Counter counted;
    private final Counter duplicate;
    private final Counter late;
    private final Counter unkept;
    private final Counter leftOut;

    EventCounters(MeterRegistry registry) {
        this.registry = registry;
        this.counted = registry.counter(EVENTS, "result", "counted", "reason", "");
        this.duplicate = registry.counter(EVENTS, "result", "duplicate", "reason", "");
        this.late = registry.counter("weir.requests.late");
        this.unkept = registry.counter("weir.requests.without.figures");
        this.leftOut = registry.counter("weir.requests.left.out");
    }

    void counted() {
        counted.increment();
    }

    void duplicate() {
        duplicate.increment();
    }

    void dead(String reason) {
        registry.counter(EVENTS, "result", "dead", "reason", reason).increment();
    }

    /** Outcomes, by what became of them: joined if a request waits for them, unasked if nobody does. */
    void outcome(String result) {
        registry.counter("weir.outcomes", "result", result, "reason", "").increment();
    }

    void deadOutcome(String reason) {
        registry.counter("weir.outcomes", "result", "dead", "reason", reason).increment();
    }

    /** Records of the judge's own topics that could not be used. */
    void deadSignal(String topic) {
        registry.counter("weir.signals.dead", "topic", topic).increment();
    }

    /** Looks at a model that failed for a reason nobody foresaw. */
    void failedTick(String model) {
        registry.counter("weir.model.ticks.failed", "model", model).increment();
    }

    /** Requests of a model without a rollout. */
    void unknownModel(long requests) {
        registry.counter("weir.requests.unknown.model").increment(requests);
    }

    /** Requests that came after their second had closed, or that figures had no room for. */
    void remaining(Remainder remainder) {
        late.increment(remainder.late());
        unkept.increment(remainder.unkept());
    }

    /** Shadow pairs, and requests and copies that became none or told nothing new. */
    void pairs(List<Delta.Pairs> counted) {
        for (Delta.Pairs each : counted) {
            PairLosses losses = each.tally().losses();
            registry.counter("weir.shadow.pairs").increment(each.tally().pairs());
            lost("served-alone", losses.servedAlone());
            lost("shadow-alone", losses.shadowAlone());
            lost("late", losses.late());
            lost("duplicate", losses.duplicate());
            lost("no-room", losses.noRoom());
        }
    }

    private void lost(String reason, long events) {
        registry.counter("weir.shadow.losses", "reason", reason).increment(events);
    }

    /** Requests that are no evidence because their partition was not read in time. */
    void leftOut(long requests) {
        leftOut.increment(requests);
    }
}
