package dev.weir.view;

import dev.weir.rollout.Plan;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.schema.OperatorCommand;
import dev.weir.serde.AvroSerdes;
import dev.weir.serde.SchemaRegistryException;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.WatchCodec;
import dev.weir.wire.WithdrawalCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes plans and commands to their topics, acknowledged by all in-sync replicas.
 *
 * <p>Kafka's producer blocks for metadata and the serialiser for the registry, so both are called on one thread of its
 * own, with a bounded queue before it; a record that cannot be written within about {@link #DELIVERY} fails.
 */
public final class ControlTopics implements ControlSink, AutoCloseable {
    private static final Duration DELIVERY = Duration.ofSeconds(8);
    private static final Duration METADATA = Duration.ofSeconds(4);
    private static final int QUEUE = 100;

    private final TopicNames names;
    private final Producer<String, byte[]> producer;
    private final Serializer<SpecificRecord> serializer;
    private final String bootstrapServers;
    private final ThreadPoolExecutor writer =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                Thread thread = new Thread(task, "weir-control-topics");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * Opens the way to the topics; neither Kafka nor the registry need be there yet.
     *
     * @param client Kafka client and registry settings
     * @param names  names of the topics
     */
    public ControlTopics(Map<String, ?> client, TopicNames names) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "weir-control-topics");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) METADATA.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        this.names = names;
        this.bootstrapServers = String.valueOf(client.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
        this.serializer = AvroSerdes.from(client).serializer();
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public CompletableFuture<Void> submit(Plan plan) {
        return write(Topics.ROLLOUTS.name(names), plan.model(), PlanCodec.toWire(plan));
    }

    @Override
    public CompletableFuture<Void> submit(Watch watch) {
        return write(Topics.ROLLOUTS.name(names), watch.model(), WatchCodec.toWire(watch));
    }

    @Override
    public CompletableFuture<Void> withdraw(String model, Withdrawal withdrawal) {
        return write(Topics.ROLLOUTS.name(names), model, null, WithdrawalCodec.toWire(withdrawal));
    }

    @Override
    public CompletableFuture<Void> command(OperatorCommand command) {
        return write(Topics.COMMANDS.name(names), command.getModel(), command);
    }

    private CompletableFuture<Void> write(String topic, String key, SpecificRecord value) {
        return write(topic, key, value, new RecordHeaders());
    }

    private CompletableFuture<Void> write(String topic, String key, SpecificRecord value, Headers headers) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            writer.execute(() -> send(topic, key, value, headers, written));
        } catch (RejectedExecutionException full) {
            written.completeExceptionally(new Unavailable(
                    "the control plane is closing, or " + QUEUE + " requests wait for Kafka at " + bootstrapServers
                            + " already; try again later",
                    full));
        }
        return written;
    }

    private void send(
            String topic, String key, SpecificRecord value, Headers headers, CompletableFuture<Void> written) {
        try {
            byte[] bytes = value == null ? null : serializer.serialize(topic, value);
            producer.send(new ProducerRecord<>(topic, null, key, bytes, headers), (metadata, failure) -> {
                if (failure == null) {
                    written.complete(null);
                } else {
                    written.completeExceptionally(unavailable(topic, failure));
                }
            });
        } catch (SchemaRegistryException away) {
            written.completeExceptionally(
                    new Unavailable("the schema registry cannot be used: " + away.getMessage(), away));
        } catch (RuntimeException failure) {
            written.completeExceptionally(unavailable(topic, failure));
        }
    }

    private Unavailable unavailable(String topic, Exception failure) {
        return new Unavailable(
                "Kafka at " + bootstrapServers + " did not take the record for " + topic + " within "
                        + DELIVERY.toSeconds() + " s (" + failure.getMessage()
                        + "); check that it runs and that the topics exist (weir topics check), then try again",
                failure);
    }

    @Override
    public void close() {
        writer.shutdown();
        producer.close(DELIVERY);
        serializer.close();
    }
}
