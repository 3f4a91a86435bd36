package dev.weir.topology;

import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.window.Combiner;
import dev.weir.window.ObservedTime;
import dev.weir.window.TimeLimits;
import dev.weir.wire.EventDecoder;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Gives a task that begins what the one before it remembered of its partition's latest requests: which have come, which
 * of their shadow pairs are open, how far the partition has been read. The memory is not stored, since all of it is in the
 * log; so it costs nothing until a task begins, which then reads the last minutes of its partition once more.
 */
final class Recollection {
    private final EventLog log;
    private final LogTime logTime = new LogTime();
    private final EventDecoder events;
    private final Function<String, TimeLimits> limits;
    private final Listener others;

    /** Who remembers something of the events besides the combiner. */
    interface Listener {
        /** Whatever was told before is told from its beginning, and perhaps from before that. */
        void begin();

        /** The next event; the decoder still has it. */
        void told(Observation observation);
    }

    /**
     * @param log    what was processed
     * @param limits how long requests may take, by model
     * @param others told each event too
     */
    Recollection(EventLog log, EventDecoder events, Function<String, TimeLimits> limits, Listener others) {
        this.log = log;
        this.events = events;
        this.limits = limits;
        this.others = others;
    }

    /**
     * A combiner that remembers, of those that a supplier makes.
     *
     * @param time told how far the partition has been read
     * @param now  epoch milliseconds
     */
    Combiner combiner(Supplier<Combiner> empty, TopicPartition partition, ObservedTime time, long now) {
        Duration told = Duration.ZERO;
        Combiner combiner = empty.get();
        // How far back it has to be told depends on how long the requests may take of which it is told.
        while (told.compareTo(combiner.memory()) < 0) {
            told = combiner.memory();
            Combiner telling = empty.get();
            others.begin();
            log.readProcessed(partition, told, record -> tell(record, telling, time, now));
            combiner = telling;
        }
        combiner.drain();
        return combiner;
    }

    private void tell(ConsumerRecord<byte[], byte[]> record, Combiner combiner, ObservedTime time, long now) {
        Observation observation;
        try {
            observation = events.read(record.topic(), record.value());
        } catch (SerializationException e) {
            // It went to the dead letters when it was processed.
            return;
        }
        if (observation == null) {
            return;
        }
        long logged = logTime.extract(record);
        if (EventRules.check(observation, logged).isEmpty()) {
            combiner.remember(observation, limits.apply(observation.model()));
            combiner.readUntil(ObservedTime.proved(observation.assignedMillis(), logged));
            others.told(observation);
            time.read(observation.assignedMillis(), logged, now);
        }
    }
}
