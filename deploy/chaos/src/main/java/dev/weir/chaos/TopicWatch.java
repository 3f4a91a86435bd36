package dev.weir.chaos;

import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a topic from its beginning on a thread of its own, until it is closed. */
final class TopicWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final TopicReader topic;
    private final Consumer<ConsumerRecord<byte[], byte[]>> action;
    private final Consumer<RuntimeException> failed;
    private final Thread thread;
    private volatile boolean ending;

    /** Does something with each record, and something else with what ends it before its time. */
    TopicWatch(
            Map<String, Object> client,
            Topic<?> topic,
            Consumer<ConsumerRecord<byte[], byte[]>> action,
            Consumer<RuntimeException> failed) {
        this.topic = new TopicReader(client, topic);
        this.action = action;
        this.failed = failed;
        this.thread = new Thread(this::run, "watch-" + TopicNames.DEFAULT.of(topic));
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!ending) {
                topic.poll(POLL, action);
            }
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topic.close();
    }
}
