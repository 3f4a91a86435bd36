package dev.weir.router.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.schema.RouteAck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

    @Test
    void shouldSendInOrderOnceKafkaAndTheRegistryCanBeReached() {
        AtomicInteger failures = new AtomicInteger(2);
        AtomicInteger registryFailures = new AtomicInteger(2);
        Serializer<SpecificRecord> values = (topic, value) -> {
            if (registryFailures.getAndDecrement() > 0) {
                throw new SerializationException("registry", new UncheckedIOException(new IOException("refused")));
            }
            return value.toString().getBytes(StandardCharsets.UTF_8);
        };
        try (Outbox outbox = new Outbox(
                () -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new KafkaException("no resolvable bootstrap address");
                    }
                    return producer;
                },
                values,
                meters)) {
            outbox.offer("acks", "a", ack(1));
            outbox.offer("acks", "b", ack(2));
            outbox.start();
            await().untilAsserted(() -> assertThat(producer.history())
                    .extracting(ProducerRecord::key)
                    .containsExactly("a", "b"));
        }
        assertThat(meters.counter("weir.router.outbox.sent").count()).isEqualTo(2);
        assertThat(producer.closed()).isTrue();
    }

    @Test
    void shouldSkipAndCountARecordThatCannotBeWritten() {
        Serializer<SpecificRecord> values = (topic, value) -> {
            if (value.toString().contains("13")) {
                throw new SerializationException("incompatible");
            }
            return new byte[1];
        };
        try (Outbox outbox = new Outbox(() -> producer, values, meters)) {
            outbox.offer("acks", "bad", ack(13));
            outbox.offer("acks", "good", ack(1));
            outbox.start();
            await().untilAsserted(() -> assertThat(producer.history())
                    .extracting(ProducerRecord::key)
                    .containsExactly("good"));
        }
        assertThat(meters.counter("weir.router.outbox.failed").count()).isEqualTo(1);
    }

    @Test
    void shouldDropTheNewestAndCountItWhenTheQueueIsFull() {
        Outbox outbox = new Outbox(() -> producer, (topic, value) -> new byte[1], meters);
        for (int i = 0; i < Outbox.CAPACITY; i++) {
            assertThat(outbox.offer("acks", "m", ack(i))).isTrue();
        }
        assertThat(outbox.offer("acks", "m", ack(-1))).isFalse();
        assertThat(meters.counter("weir.router.outbox.dropped").count()).isEqualTo(1);
    }

    @Test
    void shouldKeepARecordThatTheProducerHasNoRoomFor() {
        MockProducer<String, byte[]> full = refusing(new TimeoutException("no room in buffer.memory"), 3);
        AtomicInteger lost = new AtomicInteger();
        try (Outbox outbox = new Outbox(() -> full, (topic, value) -> new byte[1], meters)) {
            outbox.offer("reports", "m", ack(1), lost::incrementAndGet);
            outbox.start();
            await().untilAsserted(() -> assertThat(full.history()).hasSize(1));
        }
        assertThat(lost).hasValue(0);
        assertThat(meters.counter("weir.router.outbox.sent").count()).isEqualTo(1);
        assertThat(meters.counter("weir.router.outbox.failed").count()).isZero();
    }

    @Test
    void shouldSayOfARecordThatWasTakenThatKafkaRefusedIt() {
        MockProducer<String, byte[]> refusing = refusing(new RecordTooLargeException("too large"), 1);
        AtomicInteger lost = new AtomicInteger();
        try (Outbox outbox = new Outbox(() -> refusing, (topic, value) -> new byte[1], meters)) {
            outbox.offer("reports", "m", ack(1), lost::incrementAndGet);
            outbox.start();
            await().untilAtomic(lost, Matchers.equalTo(1));
        }
        assertThat(refusing.history()).isEmpty();
        assertThat(meters.counter("weir.router.outbox.failed").count()).isEqualTo(1);
    }

    @Test
    void shouldSayOfWhatIsLeftAtClosingThatItIsLost() {
        MockProducer<String, byte[]> full = refusing(new TimeoutException("no metadata"), Integer.MAX_VALUE);
        AtomicInteger lost = new AtomicInteger();
        try (Outbox outbox = new Outbox(() -> full, (topic, value) -> new byte[1], meters)) {
            outbox.start();
            outbox.offer("reports", "m", ack(1), lost::incrementAndGet);
            outbox.offer("reports", "m", ack(2), lost::incrementAndGet);
        }
        assertThat(lost).hasValue(2);
        assertThat(meters.counter("weir.router.outbox.dropped").count()).isEqualTo(2);
    }

    /** As Kafka's producer does it: what cannot be taken is not thrown, but called back before send returns. */
    private static MockProducer<String, byte[]> refusing(ApiException refusal, int times) {
        AtomicInteger left = new AtomicInteger(times);
        return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
                if (left.getAndDecrement() > 0) {
                    callback.onCompletion(null, refusal);
                    return CompletableFuture.failedFuture(refusal);
                }
                return super.send(record, callback);
            }
        };
    }

    private static RouteAck ack(long revision) {
        return RouteAck.newBuilder()
                .setSidecar("edge")
                .setModel("m")
                .setRevision(revision)
                .setAppliedAt(Instant.EPOCH)
                .build();
    }
}
