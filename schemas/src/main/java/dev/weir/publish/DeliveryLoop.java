package dev.weir.publish;

import dev.weir.serde.SchemaRegistryException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The one thread that takes events from the queue, serialises and sends them; everything that may wait, waits here.
 *
 * <p>An event is kept and tried again while the registry gives no id, no broker answers or access is denied: all of
 * these can be mended from outside. It fails if it cannot be serialised or Kafka refuses the record itself. Records carry
 * no timestamp of their own: retention and the broker's limits on timestamps go by arrival, event time is in the value.
 */
final class DeliveryLoop {

    private static final String LEFT_OVER = "closed before it could be delivered";
    private static final long IDLE_MS = 50;
    private static final long PAUSE_MS = 200;
    private static final Duration LAST_GRACE = Duration.ofMillis(500);

    private final OutgoingQueue queue;
    private final PublisherCounters counters;
    private final Serializer<SpecificRecord> serializer;
    private final ProducerFactory producers;
    private final String probedTopic;
    private final Consumer<SpecificRecord> lost;
    private final DeliveryLog log = new DeliveryLog();
    private final Thread thread = new Thread(this::run, "weir-event-publisher");

    private Producer<String, byte[]> producer; // of the thread, once it runs
    private volatile boolean closing;
    private volatile boolean over;
    private volatile long deadlineNanos;

    DeliveryLoop(
            OutgoingQueue queue,
            PublisherCounters counters,
            Serializer<SpecificRecord> serializer,
            ProducerFactory producers,
            String probedTopic,
            Consumer<SpecificRecord> lost) {
        this.queue = queue;
        this.counters = counters;
        this.serializer = serializer;
        this.producers = producers;
        this.probedTopic = probedTopic;
        this.lost = lost;
        thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @throws org.apache.kafka.common.config.ConfigException if no producer can ever be made of the settings
     */
    void start() {
        try {
            producer = producers.create();
        } catch (ProducerFactory.UnresolvedException e) {
            log.waiting("kafka", e.getMessage());
        }
        thread.start();
    }

    /** Returns whether new events are refused. */
    boolean isClosing() {
        return closing;
    }

    /** Returns whether the thread has emptied the queue for the last time. */
    boolean isOver() {
        return over;
    }

    /** Delivers what is queued, for at most the given time; what is left then counts as failed. */
    void close(Duration timeout) {
        synchronized (this) {
            if (!closing) {
                deadlineNanos = System.nanoTime() + timeout.toNanos();
                closing = true;
            }
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadlineNanos - System.nanoTime()));
            thread.interrupt(); // no effect on a thread that has ended
            thread.join(LAST_GRACE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean goOn = true;
            while (goOn) {
                Outgoing next = queue.poll(IDLE_MS);
                goOn = next == null ? idle() : deliver(next);
            }
        } catch (InterruptedException | InterruptException e) {
            // close() is out of time; the end below accounts for what is left
        } finally {
            end();
        }
    }

    private boolean idle() {
        if (!closing && !log.isConnected()) {
            probe();
        }
        return !closing;
    }

    /** Asks for the topic's partitions, so that operators read at start whether Kafka is there, not at the first event. */
    private void probe() {
        try {
            if (producer == null) {
                producer = producers.create();
            }
            producer.partitionsFor(probedTopic);
            log.connected();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.waiting("kafka", e.getMessage());
        }
    }

    private boolean deliver(Outgoing event) throws InterruptedException {
        boolean handled = false;
        try {
            while (!handled && !isOutOfTime()) {
                handled = tryOnce(event);
                if (!handled) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                }
            }
            return handled;
        } finally {
            if (!handled) {
                fail(event, LEFT_OVER);
            }
        }
    }

    private boolean isOutOfTime() {
        return closing && System.nanoTime() - deadlineNanos >= 0;
    }

    /** Returns whether the event is done with: handed to the producer, or failed for good. */
    private boolean tryOnce(Outgoing event) {
        byte[] value;
        try {
            value = serializer.serialize(event.topic(), event.value());
        } catch (SchemaRegistryException e) {
            log.waiting("schema-registry", e.getMessage());
            return false;
        } catch (SerializationException e) {
            fail(event, e.getMessage());
            return true;
        }
        Attempt attempt = new Attempt(event);
        try {
            if (producer == null) {
                producer = producers.create();
            }
            producer.send(new ProducerRecord<>(event.topic(), event.key(), value), attempt);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // thrown, not called back: the producer is beyond use, a new one may do
            log.waiting("kafka", e.getMessage());
            discardProducer(Duration.ZERO);
            return false;
        }
        return attempt.isDone();
    }

    private void fail(Outgoing event, String reason) {
        counters.failed();
        log.failed(reason);
        lost.accept(event.value());
    }

    private void discardProducer(Duration timeout) {
        if (producer != null) {
            producer.close(timeout);
            producer = null;
        }
    }

    private void end() {
        closing = true;
        over = true;
        boolean interrupted = Thread.interrupted(); // or the producer would not wait for what is on its way
        try {
            long left = interrupted ? 0 : Math.max(0, deadlineNanos - System.nanoTime());
            discardProducer(Duration.ofNanos(left));
        } catch (KafkaException e) {
            log.failed("the producer did not close cleanly: " + e.getMessage());
        } finally {
            for (Outgoing left = queue.poll(); left != null; left = queue.poll()) {
                fail(left, LEFT_OVER);
            }
            serializer.close();
            log.closed(counters.stats());
        }
    }

    /** One call of send: what Kafka says before it returns is a refusal, what it says later is the outcome. */
    private final class Attempt implements Callback {

        private final Outgoing event;
        private boolean sending = true; // read and written by the delivering thread alone
        private Exception refusal;

        Attempt(Outgoing event) {
            this.event = event;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception exception) {
            if (exception == null) {
                counters.published();
                log.published();
            } else if (Thread.currentThread() == thread && sending) {
                refusal = exception;
            } else {
                fail(event, exception.toString());
            }
        }

        boolean isDone() {
            sending = false;
            if (refusal == null) {
                log.connected();
                return true;
            }
            if (refusal instanceof RetriableException
                    || refusal instanceof AuthenticationException
                    || refusal instanceof AuthorizationException) {
                log.waiting("kafka", refusal.getMessage());
                return false;
            }
            fail(event, refusal.toString());
            return true;
        }
    }
}
