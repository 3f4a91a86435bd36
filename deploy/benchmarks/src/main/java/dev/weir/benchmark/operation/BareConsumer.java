package dev.weir.benchmark.operation;

import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What no router can beat: a consumer that notes when a record of the model came, and does nothing with it. */
final class BareConsumer implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final long CLOSE_MILLIS = 5_000;

    private final KafkaConsumer<String, byte[]> consumer;
    private final String model;
    private final long[] seen;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "bare-consumer");
    private volatile boolean open = true;

    /**
     * Starts one.
     *
     * @param cluster where the topic is
     * @param model   the key whose records it notes, the first as revision 1
     * @param last    the largest revision
     */
    BareConsumer(Cluster cluster, String model, int last) {
        this.model = model;
        this.seen = new long[last + 1];
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.kafka().bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        thread.start();
    }

    void awaitReady(Duration atMost) throws InterruptedException, TimeoutException {
        if (!ready.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("the bare consumer has not reached the topic");
        }
    }

    /** Returns when each revision came, epoch microseconds; to be read once all have. */
    long[] seenMicros() {
        return seen;
    }

    private void run() {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.ROUTES.name(TopicNames.DEFAULT)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            ready.countDown();
            int revision = 0;
            while (open) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (record.key().equals(model)) {
                        seen[++revision] = Delays.nowMicros();
                    }
                }
            }
        } catch (WakeupException e) {
            // Woken up to close.
        }
    }

    @Override
    public void close() {
        open = false;
        consumer.wakeup();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
