package dev.weir.topology;

import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.event.Rejection;
import dev.weir.event.UnitChoice;
import dev.weir.window.Combiner;
import dev.weir.window.ContentScope;
import dev.weir.window.Delta;
import dev.weir.window.ObservedTime;
import dev.weir.window.TimeLimits;
import dev.weir.wire.EventDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a task makes of the events of its partition: checks them, and counts requests, pairs and outcomes on the heap until
 * they are {@linkplain #drain drained}. After that nothing is left there but what tells duplicates.
 */
final class EventCounting {
    private static final String UNITS = "units/";

    /** Of events that have waited in the log for longer, milliseconds, no harm is news. */
    private static final long OLD_NEWS_MILLIS = 5_000;

    private final EventLog log;
    private final EventDecoder events;
    private final Function<String, TimeLimits> limits;
    private final Duration closing;
    private final ShadowPairs pairs;
    private final Outcomes outcomes;
    private final Function<String, Optional<ContentScope>> contents;
    private final EventCounters counters;
    private final Map<String, Interest> known = new HashMap<>();
    private final Function<String, Interest> interests = this::interest;
    private TopicPartition partition;
    private Combiner combiner;
    private ChosenUnits units;
    private ObservedTime time;
    private long loggedMillis;
    private ReadExtent read;

    /**
     * What becomes of a model's events; asked for once a model and commit, since a plan changes seldom and an event comes often.
     *
     * @param limits   how long its requests may take
     * @param pairs    whether they are copied
     * @param outcomes whether their outcomes are waited for
     * @param content  what of the questions and answers is counted; null for nothing
     */
    private record Interest(TimeLimits limits, boolean pairs, boolean outcomes, ContentScope content) {}

    /**
     * @param log      what earlier tasks of the partition have read
     * @param limits   how long requests may take, by model
     * @param closing  time after a request's deadline after which it is settled, once its partition has been read so far
     * @param pairs    requests and their copies, of this task alone
     * @param outcomes requests and what became known of their answers, of this task alone
     * @param contents of which requests it is counted what was asked and answered, by model
     */
    EventCounting(
            EventLog log,
            EventDecoder events,
            Function<String, TimeLimits> limits,
            Duration closing,
            ShadowPairs pairs,
            Outcomes outcomes,
            Function<String, Optional<ContentScope>> contents,
            EventCounters counters) {
        this.log = log;
        this.events = events;
        this.limits = limits;
        this.closing = closing;
        this.pairs = pairs;
        this.outcomes = outcomes;
        this.contents = contents;
        this.counters = counters;
    }

    /** Begins anew: with what is stored, and with what the log says of the last minutes. */
    void begin(TopicPartition newPartition, ProcessorContext<?, ?> context) {
        partition = newPartition;
        long now = context.currentSystemTimeMs();
        time = new ObservedTime(now);
        KeyValueStore<String, byte[]> memory = context.getStateStore(WeirTopology.OBSERVE_MEMORY);
        pairs.init(memory);
        outcomes.init(context.getStateStore(WeirTopology.AWAITED_OUTCOMES), memory);
        List<UnitChoice> chosen = new ArrayList<>();
        units = new ChosenUnits(UNITS, memory, chosen::add);
        known.clear();
        combiner = new Recollection(log, events, model -> known.computeIfAbsent(model, interests).limits, remembered())
                .combiner(() -> empty(chosen), partition, time, now);
        pairs.remembered();
        read = new ReadExtent(Math.max(time.until(), pairs.settledUntil()));
    }

    private Recollection.Listener remembered() {
        return new Recollection.Listener() {
            @Override
            public void begin() {
                pairs.begin();
            }

            @Override
            public void told(Observation observation) {
                pairs.add(observation, events);
                outcomes.remember(observation);
            }
        };
    }

    private Combiner empty(List<UnitChoice> chosen) {
        Combiner empty = new Combiner(partition.partition(), closing);
        chosen.forEach(empty::restore);
        return empty;
    }

    /**
     * Counts an event; why it cannot be, if so.
     *
     * @param offset its place in the partition
     * @param logged when the log got it, epoch milliseconds
     */
    Optional<Rejection> event(byte[] value, long offset, long logged, long now) {
        read.event(offset);
        Observation observation;
        try {
            observation = events.read(partition.topic(), value);
        } catch (SerializationException e) {
            return Optional.of(new Rejection(Rejection.Reason.UNREADABLE, message(e)));
        }
        if (observation == null) {
            return Optional.of(new Rejection(Rejection.Reason.UNREADABLE, "the record has no value"));
        }
        Optional<Rejection> rejection = EventRules.check(observation, now);
        if (rejection.isPresent()) {
            return rejection;
        }
        Interest interest = known.computeIfAbsent(observation.model(), interests);
        if (combiner.add(observation, interest.limits)) {
            counters.counted();
        } else {
            counters.duplicate();
        }
        if (interest.pairs) {
            pairs.add(observation, events);
        }
        if (interest.outcomes) {
            outcomes.add(observation, events.label());
        }
        if (interest.content != null) {
            combiner.addContent(observation, interest.content, events::asked, events::answer);
        }
        combiner.readUntil(ObservedTime.proved(observation.assignedMillis(), logged));
        time.read(observation.assignedMillis(), logged, now);
        loggedMillis = logged;
        return rejection;
    }

    private Interest interest(String model) {
        return new Interest(
                limits.apply(model),
                pairs.isAsked(model),
                outcomes.isAsked(model),
                contents.apply(model).orElse(null));
    }

    /** Takes an outcome from a place in its partition; why it cannot be, if so. */
    Optional<Rejection> outcome(byte[] value, long offset, long now) {
        read.outcome(offset);
        return outcomes.take(value, now);
    }

    /** Whether much of what was counted since the last drain has failed, and just now. */
    boolean isAlarming(long now) {
        return combiner.isAlarming() && now - loggedMillis < OLD_NEWS_MILLIS;
    }

    /** Lets time go on where nothing comes. */
    void followClock(long now, PartitionLag lag) {
        if (time.isQuiet(now)) {
            OptionalLong left = lag.of(partition);
            if (left.isPresent() && left.getAsLong() == 0) {
                time.idle(now);
            }
        }
    }

    /** Returns up to when all has been read, epoch milliseconds. */
    long until() {
        return time.until();
    }

    /** Returns what was counted since the last time, with the pairs and outcomes whose second is over, by model. */
    Map<String, Delta> drain() {
        known.clear();
        Map<String, Delta> deltas = combiner.drain();
        pairs.settle(time.until()).forEach((model, settled) -> {
            Delta counted = deltas.getOrDefault(model, new Delta(partition.partition(), List.of()));
            deltas.put(model, counted.withPairs(settled));
        });
        outcomes.settle(time.until()).forEach((model, joined) -> {
            Delta counted = deltas.getOrDefault(model, new Delta(partition.partition(), List.of()));
            deltas.put(model, counted.withOutcomes(joined));
        });
        deltas.replaceAll((model, delta) ->
                delta.of(read.extent(time.until(), pairs.copiedSince(model), outcomes.isAsked(model))));
        read.commit(time.until());
        return deltas;
    }

    /** Stores what has to outlive the task, in the transaction of what was drained. */
    void store(ProcessorContext<byte[], byte[]> context, long now) {
        pairs.store(context, now);
        outcomes.store();
        long forgottenBefore = combiner.forgetUnits(time.until());
        units.store(combiner.drainUnits(), forgottenBefore);
    }

    static String message(SerializationException e) {
        // Whoever wraps a cause may have said what it says.
        return e.getCause() == null
                        || e.getCause().getMessage() == null
                        || e.getMessage().contains(e.getCause().getMessage())
                ? e.getMessage()
                : e.getMessage() + ": " + e.getCause().getMessage();
    }
}
