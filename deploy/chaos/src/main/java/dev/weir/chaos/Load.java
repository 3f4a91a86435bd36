package dev.weir.chaos;

import dev.weir.config.RolloutFile;
import dev.weir.schema.InferenceEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.wire.PlanCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Rollouts of many models, and their requests at a steady rate on a thread of its own. */
final class Load implements AutoCloseable {
    private static final long TICK_NANOS = 10_000_000;

    private final int models;
    private final int requestsPerSecond;
    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<SpecificRecord> serializer;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean ending;

    Load(Map<String, Object> client, int models, int requestsPerSecond) {
        this.models = models;
        this.requestsPerSecond = requestsPerSecond;
        this.serializer = AvroSerdes.from(client).serializer();
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("linger.ms", 5);
        // A partition that was made a moment ago may refuse the first of several batches and take the second.
        settings.put("max.in.flight.requests.per.connection", 1);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Submits a plan for every model, and once Kafka has them sends requests until it is closed. */
    void start() throws InterruptedException {
        List<Future<RecordMetadata>> submitted = new ArrayList<>();
        String topic = TopicNames.DEFAULT.of(Topics.ROLLOUTS);
        for (int i = 0; i < models; i++) {
            String plan =
                    """
                    apiVersion: weir.dev/v1
                    kind: Rollout
                    metadata: { name: rollout-%d }
                    spec: { model: model-%d, baseline: v1, candidate: v2 }
                    """
                            .formatted(i, i);
            SpecificRecord spec = PlanCodec.toWire(
                    RolloutFile.read(plan, Instant.now(), "operator").plan().orElseThrow());
            submitted.add(producer.send(new ProducerRecord<>(topic, "model-" + i, serializer.serialize(topic, spec))));
        }
        for (Future<RecordMetadata> plan : submitted) {
            try {
                plan.get();
            } catch (ExecutionException e) {
                throw new KafkaException("a plan could not be submitted", e.getCause());
            }
        }
        thread.start();
    }

    private void run() {
        try {
            send();
        } catch (KafkaException | IllegalStateException closed) {
            if (!ending) {
                throw closed;
            }
        }
    }

    private void send() {
        String topic = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);
        Random random = new Random(1);
        Requests requests = new Requests(random, false);
        long started = System.nanoTime();
        long made = 0;
        while (!ending) {
            long wanted = Math.round((System.nanoTime() - started) / 1e9 * requestsPerSecond);
            for (; made < wanted && !ending; made++) {
                Requests.Way way = new Requests.Way("model-" + random.nextInt(models), "v1", null, null);
                for (InferenceEvent event : requests.served(way, Instant.ofEpochMilli(System.currentTimeMillis()))) {
                    producer.send(
                            new ProducerRecord<>(topic, event.getRequestId(), serializer.serialize(topic, event)));
                }
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    @Override
    public void close() {
        ending = true;
        producer.close();
    }
}
