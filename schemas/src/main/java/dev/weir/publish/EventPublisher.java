package dev.weir.publish;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;

/**
 * Publishes inference and outcome events to Kafka without ever making the caller wait.
 *
 * <p>Events go into a bounded queue ({@code weir.publisher.queue}, 10,000 events by default, and {@code
 * weir.publisher.queue.bytes}, 32 MiB); a daemon thread serialises and
 * sends them. While Kafka or the schema registry is away, from the start or later, events wait in the queue; when it is
 * full, further ones are dropped and counted. Retries inside Kafka's client write an event once; one that counts as failed
 * because the end of its delivery was not seen may still have been written. Safe for use by many threads.
 *
 * <pre>{@code
 * Map<String, Object> config = Map.of(
 *         "bootstrap.servers", "127.0.0.1:9092",
 *         "schema.registry.url", "http://127.0.0.1:8081");
 * try (EventPublisher publisher = EventPublisher.start(config, TopicNames.DEFAULT)) {
 *     publisher.publish(event);
 * }
 * }</pre>
 */
public final class EventPublisher implements AutoCloseable {

    private final OutgoingQueue queue;
    private final PublisherCounters counters = new PublisherCounters();
    private final DeliveryLoop loop;
    private final Duration closeTimeout;
    private final String eventsTopic;
    private final String outcomesTopic;

    private EventPublisher(PublisherConfig config, AvroSerdes serdes, TopicNames names, Consumer<SpecificRecord> lost) {
        queue = new OutgoingQueue(config.queue(), config.queueBytes());
        closeTimeout = config.closeTimeout();
        eventsTopic = Topics.INFERENCE_EVENTS.name(names);
        outcomesTopic = Topics.OUTCOMES.name(names);
        loop = new DeliveryLoop(
                queue, counters, serdes.serializer(), new ProducerFactory(config.producer()), eventsTopic, lost);
    }

    /**
     * Starts a publisher; Kafka and the registry need not be there yet.
     *
     * @param config any producer and serde settings by Kafka's and Confluent's names, {@code bootstrap.servers} and
     *     {@code schema.registry.url} among them; also {@code weir.publisher.queue} and {@code weir.publisher.close.ms}.
     *     Defaults: linger 5 ms, lz4, acks=all, idempotent, one request in flight, no
     *     delivery time-out
     * @param names the prefix in force
     * @throws ConfigException if a setting is missing or wrong, naming the key
     */
    public static EventPublisher start(Map<String, ?> config, TopicNames names) {
        return start(config, names, event -> {});
    }

    /**
     * Starts a publisher, as {@link #start(Map, TopicNames)} does, that also says which events it lost.
     *
     * @param config as above
     * @param names the prefix in force
     * @param lost hears of each event that was taken and then counted as failed, on a thread that it must not block
     * @throws ConfigException if a setting is missing or wrong, naming the key
     */
    public static EventPublisher start(Map<String, ?> config, TopicNames names, Consumer<SpecificRecord> lost) {
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(lost, "lost");
        EventPublisher publisher =
                new EventPublisher(PublisherConfig.from(config), AvroSerdes.from(config), names, lost);
        publisher.loop.start();
        return publisher;
    }

    /**
     * Gives an event to be published; returns at once.
     *
     * @param event what a variant did
     * @return whether it was taken; false if the queue is full or the publisher closed, then it is dropped and counted
     */
    public boolean publish(InferenceEvent event) {
        return offer(new Outgoing(eventsTopic, event.getRequestId(), event, EventSize.of(event)));
    }

    /**
     * Gives an event to be published; returns at once.
     *
     * @param event the truth about a request
     * @return whether it was taken; false if the queue is full or the publisher closed, then it is dropped and counted
     */
    public boolean publish(OutcomeEvent event) {
        return offer(new Outgoing(outcomesTopic, event.getRequestId(), event, EventSize.small()));
    }

    private boolean offer(Outgoing outgoing) {
        if (loop.isClosing()) {
            counters.dropped();
            return false;
        }
        // counted first: the loop may publish it before this thread goes on
        counters.accepted();
        if (!queue.offer(outgoing)) {
            counters.refused();
            return false;
        }
        if (loop.isOver() && queue.remove(outgoing)) {
            counters.refused();
            return false;
        }
        return true;
    }

    /** Returns what became of the events so far. */
    public PublisherStats stats() {
        return counters.stats();
    }

    /** Closes as {@link #close(Duration)} does, within {@code weir.publisher.close.ms}. */
    @Override
    public void close() {
        close(closeTimeout);
    }

    /**
     * Refuses new events, delivers what is queued, and returns when that is done or the time is over; what is left then
     * counts as failed. Closing again does nothing.
     *
     * @param timeout longest time to go on delivering; zero to stop at once
     */
    public void close(Duration timeout) {
        loop.close(timeout);
    }
}
