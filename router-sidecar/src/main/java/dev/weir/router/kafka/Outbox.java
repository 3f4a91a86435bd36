package dev.weir.router.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue in front of a producer, for the router's acks and reports.
 *
 * <p>{@link #offer} never blocks: when Kafka is away, records wait in the queue and are sent in order when it comes back;
 * when the queue is full, the newest is dropped and counted. offered = sent + failed + dropped + waiting. Whoever offers a
 * record may ask to be told if it was taken and then not written after all.
 */
public final class Outbox implements AutoCloseable {

    // KafkaProducer.send blocks while it has no metadata, and the serialiser while the registry does not answer; hence
    // a thread of its own, which alone touches both and retries the record at the head of the queue for as long as it
    // takes. What send cannot take, for want of metadata or of room in its buffer, it does not throw: it calls back
    // before it returns.

    /** Records that wait at most: more than an hour of reports of one model, or a minute of fifty models. */
    static final int CAPACITY = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    private record Letter(String topic, String key, SpecificRecord value, Runnable lost) {}

    private final Supplier<Producer<String, byte[]>> producers;
    private final Serializer<SpecificRecord> values;
    private final BlockingQueue<Letter> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread thread = new Thread(this::run, "weir-outbox");
    private final Counter sent;
    private final Counter failed;
    private final Counter dropped;
    private volatile boolean open = true;
    private volatile long giveUpNanos = Long.MAX_VALUE;
    private Producer<String, byte[]> producer;
    private boolean away;

    /**
     * Makes an outbox that keeps what it is given until it is started.
     *
     * @param producers makes the producer; called on the outbox's thread, and again when it throws
     * @param values    writes acks and reports
     * @param meters    where records sent, failed and dropped are counted
     */
    public Outbox(
            Supplier<Producer<String, byte[]>> producers, Serializer<SpecificRecord> values, MeterRegistry meters) {
        this.producers = producers;
        this.values = values;
        this.sent = counter(meters, "sent", "Acks and reports that Kafka has acknowledged");
        this.failed = counter(meters, "failed", "Acks and reports that Kafka or the serialiser refused");
        this.dropped = counter(meters, "dropped", "Acks and reports dropped because the queue was full");
        Gauge.builder("weir.router.outbox.waiting", queue, BlockingQueue::size)
                .description("Acks and reports that wait to be sent")
                .register(meters);
        thread.setDaemon(true);
    }

    private static Counter counter(MeterRegistry meters, String what, String description) {
        return Counter.builder("weir.router.outbox." + what)
                .description(description)
                .register(meters);
    }

    /** Starts to send. */
    public void start() {
        thread.start();
    }

    /**
     * Takes a record to be sent, without ever blocking.
     *
     * @param topic topic to send to
     * @param key   key of the record
     * @param value the record
     * @return whether there was room; false means dropped and counted
     */
    public boolean offer(String topic, String key, SpecificRecord value) {
        return offer(topic, key, value, () -> {});
    }

    /**
     * Takes a record to be sent, without ever blocking, and says if it could not be written after all.
     *
     * @param topic topic to send to
     * @param key   key of the record
     * @param value the record
     * @param lost  runs once if the record was taken and then refused, or left over at closing; on a thread that it must not
     *     block
     * @return whether there was room; false means dropped and counted, and {@code lost} does not run
     */
    public boolean offer(String topic, String key, SpecificRecord value, Runnable lost) {
        boolean taken = open && queue.offer(new Letter(topic, key, value, lost));
        if (!taken) {
            dropped.increment();
        }
        return taken;
    }

    /** Sends what waits for at most three seconds, then closes the producer; what is left is dropped and counted. */
    @Override
    public void close() {
        open = false;
        giveUpNanos = System.nanoTime() + CLOSE_WITHIN.toNanos();
        try {
            thread.join(CLOSE_WITHIN.multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (mayGoOn()) {
                Letter letter = queue.poll(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
                if (letter != null) {
                    deliver(letter);
                } else if (!open) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Letter left = queue.poll(); left != null; left = queue.poll()) {
            drop(left);
        }
        if (producer != null) {
            producer.close(CLOSE_WITHIN);
        }
    }

    private void deliver(Letter letter) throws InterruptedException {
        while (mayGoOn()) {
            try {
                if (producer == null) {
                    producer = producers.get();
                }
                byte[] bytes = values.serialize(letter.topic(), letter.value());
                Attempt attempt = new Attempt(letter);
                producer.send(new ProducerRecord<>(letter.topic(), letter.key(), bytes), attempt);
                attempt.over();
                back();
                return;
            } catch (RuntimeException e) {
                if (producer != null && !TransientFailure.isTransient(e) && !isMendedFromOutside(e)) {
                    fail(letter, e);
                    return;
                }
                away(e);
                TimeUnit.NANOSECONDS.sleep(RETRY_AFTER.toNanos());
            }
        }
        drop(letter);
    }

    private static boolean isMendedFromOutside(RuntimeException failure) {
        return failure instanceof AuthenticationException || failure instanceof AuthorizationException;
    }

    private void fail(Letter letter, Exception reason) {
        failed.increment();
        LOG.warn("record not sent topic={} key={} reason=\"{}\"", letter.topic(), letter.key(), reason.toString());
        letter.lost().run();
    }

    private void drop(Letter letter) {
        dropped.increment();
        letter.lost().run();
    }

    private boolean mayGoOn() {
        return open || System.nanoTime() - giveUpNanos < 0;
    }

    private void away(RuntimeException e) {
        if (!away) {
            away = true;
            LOG.warn("acks and reports wait for Kafka reason=\"{}\"", e.toString());
        }
    }

    private void back() {
        if (away) {
            away = false;
            LOG.info("acks and reports are sent again waiting={}", queue.size());
        }
    }

    /** One call of send: what Kafka says before it returns is a refusal, what it says later is the outcome. */
    private final class Attempt implements Callback {

        private final Letter letter;
        private boolean sending = true; // read and written by the outbox's thread alone
        private RuntimeException refusal;

        Attempt(Letter letter) {
            this.letter = letter;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception failure) {
            if (failure == null) {
                sent.increment();
            } else if (Thread.currentThread() == thread && sending) {
                refusal = failure instanceof RuntimeException unchecked ? unchecked : new KafkaException(failure);
            } else {
                fail(letter, failure);
            }
        }

        /** Throws what was said before send returned. */
        void over() {
            sending = false;
            if (refusal != null) {
                throw refusal;
            }
        }
    }
}
