package dev.weir.benchmark.ingest;

import dev.weir.benchmark.ingest.ClientProcess.Job;
import dev.weir.serde.WeirAvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of one group, a thread each, that poll and do nothing with what they get; their settings are the defaults. */
final class PollLoop implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final List<Thread> threads;
    private volatile boolean ending;

    /** Starts polling; {@code decoded} if values are to become generated records. */
    PollLoop(Job job, boolean decoded) {
        this.threads = IntStream.range(0, job.threads())
                .mapToObj(number -> new Thread(() -> poll(job, decoded, number), "poll-" + number))
                .toList();
        threads.forEach(Thread::start);
    }

    private void poll(Job job, boolean decoded, int number) {
        Map<String, Object> settings = new HashMap<>(job.client());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, job.applicationId());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "poll-" + number + "-consumer");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                decoded ? WeirAvroDeserializer.class : ByteArrayDeserializer.class);
        try (KafkaConsumer<byte[], Object> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(job.topics());
            while (!ending) {
                consumer.poll(POLL);
            }
        }
    }

    @Override
    public void close() {
        ending = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
