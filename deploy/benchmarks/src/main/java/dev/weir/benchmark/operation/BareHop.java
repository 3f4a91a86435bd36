package dev.weir.benchmark.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * What the two ends of the way cost without anything between them: a record is appended, a consumer reads it and appends
 * another, a second consumer reads that. No transactions, nothing decoded, nothing counted.
 */
final class BareHop implements AutoCloseable {

    private static final String IN = "bare-in";
    private static final String OUT = "bare-out";
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long EVERY_MILLIS = 100;
    private static final long CLOSE_MILLIS = 5_000;

    private final String bootstrapServers;
    private final List<Long> micros = new ArrayList<>();
    private final List<KafkaConsumer<Long, Long>> consumers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean open = true;

    BareHop(Cluster cluster) throws ExecutionException, InterruptedException {
        bootstrapServers = cluster.kafka().bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(IN, 1, (short) 1), new NewTopic(OUT, 1, (short) 1)))
                    .all()
                    .get();
        }
        KafkaProducer<Long, Long> between = producer();
        consume(IN, record -> between.send(new ProducerRecord<>(OUT, record.value())), between);
        consume(
                OUT,
                record -> {
                    synchronized (micros) {
                        micros.add(Delays.nowMicros() - record.value());
                    }
                },
                () -> {});
        Thread sender = new Thread(this::send, "bare-sender");
        threads.add(sender);
        threads.forEach(Thread::start);
    }

    private void send() {
        try (KafkaProducer<Long, Long> producer = producer()) {
            while (open) {
                producer.send(new ProducerRecord<>(IN, Delays.nowMicros()));
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume(String topic, Action action, AutoCloseable with) {
        KafkaConsumer<Long, Long> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new LongDeserializer(), new LongDeserializer());
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        consumers.add(consumer);
        threads.add(new Thread(
                () -> {
                    try (consumer;
                            with) {
                        while (open) {
                            consumer.poll(POLL).forEach(action::take);
                        }
                    } catch (WakeupException e) {
                        // Woken up to close.
                    } catch (Exception e) {
                        throw new IllegalStateException(topic + " is not read any more", e);
                    }
                },
                "bare-" + topic));
    }

    private interface Action {
        void take(ConsumerRecord<Long, Long> record);
    }

    private KafkaProducer<Long, Long> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "0"),
                new LongSerializer(),
                new LongSerializer());
    }

    /** Forgets what was measured so far. */
    void restart() {
        synchronized (micros) {
            micros.clear();
        }
    }

    Delays delays() {
        synchronized (micros) {
            return new Delays(
                    micros.stream().mapToLong(Long::longValue).sorted().toArray());
        }
    }

    @Override
    public void close() {
        open = false;
        consumers.forEach(KafkaConsumer::wakeup);
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
