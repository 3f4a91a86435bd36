package dev.weir.topology;

import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.OutcomeRules;
import dev.weir.event.Rejection;
import dev.weir.event.Role;
import dev.weir.event.UnitKey;
import dev.weir.schema.OutcomeEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.OutcomeScope;
import dev.weir.wire.EventCodec;
import dev.weir.wire.StateCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * Requests of one partition that wait for their outcome, and outcomes that wait for their request. What changed of them is
 * stored when the task commits, in the transaction of the events it came from; a store of segments forgets what is older
 * than the horizon, a segment at a time.
 */
final class Outcomes {
    /** Bytes that all keys of a request begin with, and of no other. */
    static final int KEY_BYTES = 2 * Long.BYTES;

    private static final String UNITS = "outcome-units/";

    /** No hash: nothing else has this key. */
    static final byte[] MARKER = {0};

    private static final Duration SHORTEST_HORIZON = Duration.ofMinutes(2);

    private final String topic;
    private final Deserializer<OutcomeEvent> events;
    private final WeirTopology.OutcomeInterest interest;
    private final Duration slack;
    private final EventCounters counters;
    private final StateCodec codec = new StateCodec();
    private final Map<String, Optional<OutcomeScope>> known = new HashMap<>();
    private WindowStore<byte[], byte[]> stored;
    private ChosenUnits units;
    private OutcomeJoin join;
    private boolean isMarked;

    /**
     * @param topic    topic of outcomes
     * @param interest which requests wait for an outcome, and how long
     * @param slack    time an event may take from its end to the log
     */
    Outcomes(
            String topic,
            AvroSerdes serdes,
            WeirTopology.OutcomeInterest interest,
            Duration slack,
            EventCounters counters) {
        this.topic = topic;
        this.events = serdes.deserializer(OutcomeEvent.class);
        this.interest = interest;
        this.slack = slack;
        this.counters = counters;
    }

    /** The store, on disk: of a busy model more waits for days than memory has room for. */
    static StoreBuilder<WindowStore<byte[], byte[]>> store(String name, Duration horizon) {
        Duration kept = horizon.compareTo(SHORTEST_HORIZON) < 0 ? SHORTEST_HORIZON : horizon;
        return Stores.windowStoreBuilder(
                Stores.persistentWindowStore(name, kept, Duration.ofMillis(1), false),
                Serdes.ByteArray(),
                Serdes.ByteArray());
    }

    /**
     * Begins with what is stored; a task that was closed dirty begins anew.
     *
     * @param store requests and outcomes that wait
     * @param kept  what else has to be remembered
     */
    void init(WindowStore<byte[], byte[]> store, KeyValueStore<String, byte[]> kept) {
        stored = store;
        join = new OutcomeJoin(interest.horizon(), slack, new InStore());
        units = new ChosenUnits(UNITS, kept, join::restore);
        known.clear();
        isMarked = false;
    }

    /** Is told once more of a request that an earlier task took in. */
    void remember(Observation observation) {
        scope(observation.model()).ifPresent(scope -> join.remember(observation, scope));
    }

    private final class InStore implements OutcomeJoin.Stored {
        @Override
        public AwaitedOutcome find(AwaitedOutcome.Key key) {
            try (WindowStoreIterator<byte[]> found = stored.fetch(bytes(key), 0, Long.MAX_VALUE)) {
                return found.hasNext() ? codec.readAwaited(found.next().value) : null;
            }
        }

        @Override
        public AwaitedOutcome find(AwaitedOutcome.Key key, long sinceMillis) {
            byte[] found = stored.fetch(bytes(key), sinceMillis);
            return found == null ? null : codec.readAwaited(found);
        }
    }

    /** Whether outcomes of a model's requests are waited for; of most they are not. */
    boolean isAsked(String model) {
        return scope(model).isPresent();
    }

    /** Takes in what an event tells of a request. */
    void add(Observation observation, String label) {
        scope(observation.model()).ifPresent(scope -> join.add(observation, label, scope));
    }

    /** Takes in a record of an outcome; why it could not be, if so. */
    Optional<Rejection> take(byte[] value, long now) {
        OutcomeEvent event;
        try {
            event = events.deserialize(topic, value);
        } catch (SerializationException e) {
            return Optional.of(new Rejection(Rejection.Reason.UNREADABLE, EventCounting.message(e)));
        }
        if (event == null) {
            return Optional.of(new Rejection(Rejection.Reason.UNREADABLE, "the record has no value"));
        }
        Outcome outcome = EventCodec.outcome(event);
        Optional<Rejection> rejection = OutcomeRules.check(outcome, now);
        if (rejection.isEmpty()) {
            boolean asked = scope(outcome.model()).isPresent();
            if (asked) {
                join.add(outcome);
            }
            counters.outcome(asked ? "read" : "unasked");
        }
        return rejection;
    }

    /** Asked for once a model and commit. */
    private Optional<OutcomeScope> scope(String model) {
        return known.computeIfAbsent(model, interest.scopes());
    }

    /** What became known since the last commit, by model, once the partition has been read up to an instant. */
    Map<String, List<Delta.Outcomes>> settle(long untilMillis) {
        join.settle(untilMillis);
        return join.drain();
    }

    /** Stores what changed. */
    void store() {
        mark();
        join.drainChanges((key, awaited) -> stored.put(bytes(key), codec.write(awaited), awaited.sinceMillis()));
        units.store(join.drainUnits(), join.unitsUntil());
        known.clear();
    }

    /**
     * Sees to it that the store is never empty. Kafka Streams notes on the disk how far it has written a store to its
     * changelog, and takes one that is there without such a note for broken; of a store in which nothing was ever put it
     * notes nothing. Every task that came back to an instance was then begun anew, and the group assigned its tasks anew for
     * each, which moved some of them back and forth: for minutes after an instance had died.
     */
    private void mark() {
        if (isMarked) {
            return;
        }
        isMarked = true;
        try (KeyValueIterator<Windowed<byte[]>, byte[]> all = stored.all()) {
            if (all.hasNext()) {
                return;
            }
        }
        // As old as can be, so that nothing that is put later is too old beside it.
        stored.put(MARKER, MARKER, 0);
    }

    /** A hash of 128 bits, so that no name is too long for a key. */
    private static byte[] bytes(AwaitedOutcome.Key key) {
        UnitKey hash = UnitKey.of(key.requestId(), Role.SERVED, key.model());
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(hash.identity())
                .putLong(hash.bucket())
                .array();
    }
}
