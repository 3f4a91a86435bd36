package dev.weir.router.control;

import dev.weir.router.kafka.ClientSettings;
import dev.weir.schema.RoutingTable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where routing tables come from.
 *
 * @param topic        name of the topic
 * @param consumers    makes a consumer without a group that reads committed records; called on the follower's thread
 * @param incarnations tells which topic has the name now; {@link Incarnation#UNKNOWN} where nobody says
 * @param tables       reads a table; an error that {@link dev.weir.router.kafka.TransientFailure} knows is tried again,
 *                     any other skips the record
 */
public record RouteSource(
        String topic,
        Supplier<Consumer<String, byte[]>> consumers,
        Supplier<Incarnation> incarnations,
        Deserializer<RoutingTable> tables) {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFollower.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    public RouteSource {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(consumers, "consumers");
        Objects.requireNonNull(incarnations, "incarnations");
        Objects.requireNonNull(tables, "tables");
    }

    /**
     * Returns the source that a Kafka cluster is.
     *
     * @param topic    name of the topic
     * @param settings settings of the clients
     * @param clientId name of the clients in the broker's logs and quotas
     * @param tables   reads a table
     */
    public static RouteSource of(
            String topic, ClientSettings settings, String clientId, Deserializer<RoutingTable> tables) {
        return new RouteSource(
                topic,
                () -> new KafkaConsumer<>(settings.consumer(clientId)),
                () -> incarnation(topic, settings, clientId),
                tables);
    }

    /** Asked by a client of its own, since a consumer does not tell the id of a topic. */
    private static Incarnation incarnation(String topic, ClientSettings settings, String clientId) {
        Admin admin = Admin.create(settings.admin(clientId));
        try {
            KafkaFuture<String> cluster = admin.describeCluster().clusterId();
            Uuid id = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .get(topic)
                    .topicId();
            String clusterId = cluster.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return id.equals(Uuid.ZERO_UUID) ? Incarnation.UNKNOWN : new Incarnation(clusterId, id.toString());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException || e.getCause() instanceof UnsupportedVersionException) {
                LOG.info("topic id not known, revisions alone decide topic={} reason=\"{}\"", topic, e.getMessage());
                return Incarnation.UNKNOWN;
            }
            throw new KafkaException("cannot ask for the id of topic " + topic, e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no answer when asked for the id of topic " + topic, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
