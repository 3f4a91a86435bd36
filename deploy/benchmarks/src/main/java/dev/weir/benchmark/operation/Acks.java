package dev.weir.benchmark.operation;

import dev.weir.schema.RouteAck;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What routers said of the tables of a model.
 *
 * @param acks one for each router and revision
 */
record Acks(List<RouteAck> acks) {

    /**
     * Returns the acks once there are so many, or what there are when the time is over.
     *
     * @param cluster where they are
     * @param model   the model they are of
     * @param enough  how many are expected
     * @param atMost  longest wait
     */
    static Acks await(Cluster cluster, String model, long enough, Duration atMost) throws InterruptedException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        Acks read = read(cluster, model);
        while (read.count() < enough && System.nanoTime() - giveUp < 0) {
            TimeUnit.SECONDS.sleep(1);
            read = read(cluster, model);
        }
        return read;
    }

    private static Acks read(Cluster cluster, String model) {
        Deserializer<RouteAck> values = AvroSerdes.from(cluster.clients()).deserializer(RouteAck.class);
        String topic = Topics.ROUTE_ACKS.name(TopicNames.DEFAULT);
        List<RouteAck> acks = new ArrayList<>();
        cluster.read(Topics.ROUTE_ACKS, record -> {
            if (record.key().equals(model)) {
                acks.add(values.deserialize(topic, record.value()));
            }
        });
        return new Acks(acks);
    }

    int count() {
        return acks.size();
    }

    /** Returns when a router applied each revision, epoch microseconds; 0 where it did not say so. */
    long[] appliedMicros(String sidecar, int last) {
        long[] applied = new long[last + 1];
        acks.stream()
                .filter(ack -> ack.getSidecar().equals(sidecar))
                .forEach(ack -> applied[(int) ack.getRevision()] =
                        ChronoUnit.MICROS.between(Instant.EPOCH, ack.getAppliedAt()));
        return applied;
    }
}
