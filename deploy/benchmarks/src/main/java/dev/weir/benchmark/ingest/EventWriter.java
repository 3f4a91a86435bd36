package dev.weir.benchmark.ingest;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.Role;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Fills the topics of events and outcomes, in batches as a busy fleet of routers would: compressed, and well filled. */
final class EventWriter implements AutoCloseable {
    private static final String EVENTS = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);
    private static final String OUTCOMES = TopicNames.DEFAULT.of(Topics.OUTCOMES);
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Workload workload;
    private final Traffic traffic;
    private final Serializer<InferenceEvent> events;
    private final Serializer<OutcomeEvent> outcomes;
    private final KafkaProducer<String, byte[]> producer;
    private long written;
    private long bytes;

    EventWriter(Map<String, String> client, Workload workload, long seed) {
        this.workload = workload;
        this.traffic = new Traffic(workload, seed);
        AvroSerdes serdes = AvroSerdes.from(client);
        this.events = serdes.serializer();
        this.outcomes = serdes.serializer();
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "20");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, "65536");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, "67108864");
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Writes a request or two for each model, by services that route by themselves. */
    void first(Instant now) {
        for (int number = 0; number < workload.models(); number++) {
            InferenceEvent event = InferenceEvent.newBuilder(traffic.event(written, now, model -> null))
                    .setRequestId("first-" + written++)
                    .setModel(Traffic.model(number))
                    .setVariant(Traffic.BASELINE)
                    .setRole(Role.SERVED)
                    .setSidecar(null)
                    .build();
            producer.send(new ProducerRecord<>(EVENTS, event.getRequestId(), events.serialize(EVENTS, event)));
        }
        producer.flush();
    }

    /**
     * Writes events as if so many had come in a second, up to now or a little later.
     *
     * @param revisions revision of each model's routing table
     */
    void write(long count, int perSecond, Map<String, Long> revisions) {
        written = 0;
        bytes = 0;
        Instant start = Instant.now();
        while (written < count) {
            long request = workload.pairs() ? written / 2 * 2 : written;
            write(start.plusMillis(Math.round(request * MILLIS_PER_SECOND / perSecond)), revisions);
        }
        producer.flush();
    }

    /** Writes the next event. */
    void write(Instant assigned, Map<String, Long> revisions) {
        InferenceEvent event = traffic.event(written, assigned, revisions::get);
        byte[] value = events.serialize(EVENTS, event);
        bytes += value.length;
        producer.send(new ProducerRecord<>(EVENTS, event.getRequestId(), value));
        if (workload.outcomes() && written % Workload.OUTCOME_ONE_IN == 0) {
            OutcomeEvent outcome = traffic.outcome(event, assigned);
            producer.send(
                    new ProducerRecord<>(OUTCOMES, outcome.getRequestId(), outcomes.serialize(OUTCOMES, outcome)));
        }
        written++;
    }

    /** Returns how many bytes the value of an event has on average. */
    long eventBytes() {
        return bytes / written;
    }

    @Override
    public void close() {
        producer.close();
    }
}
