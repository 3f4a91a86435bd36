package dev.weir.chaos;

import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Deserializer;

/** The routing tables as a router follows them. */
final class Tables implements AutoCloseable {
    private static final long REFRESH_NANOS = 100_000_000;
    private static final int WHOLE_BPS = 10_000;

    private final TopicReader topic;
    private final Deserializer<RoutingTable> deserializer;
    private final Map<String, RoutingTable> latest = new HashMap<>();
    private long refreshed;

    Tables(Map<String, Object> client) {
        topic = new TopicReader(client, Topics.ROUTES);
        deserializer = AvroSerdes.from(client).deserializer(RoutingTable.class);
    }

    /** Takes in what is new, at most ten times a second. */
    void refresh() {
        if (System.nanoTime() - refreshed < REFRESH_NANOS) {
            return;
        }
        refreshed = System.nanoTime();
        topic.poll(Duration.ZERO, record -> {
            RoutingTable table = deserializer.deserialize(record.topic(), record.value());
            latest.merge(
                    table.getModel(), table, (held, read) -> read.getRevision() > held.getRevision() ? read : held);
        });
    }

    long revision(String model) {
        return latest.containsKey(model) ? latest.get(model).getRevision() : 0;
    }

    /** How a request goes now, drawn by weight. */
    Requests.Way way(String model, Random random, String router) {
        RoutingTable table = latest.get(model);
        if (table == null) {
            return new Requests.Way(model, "v1", null, null);
        }
        int drawn = random.nextInt(WHOLE_BPS);
        for (VariantWeight weight : table.getWeights()) {
            drawn -= weight.getWeightBps();
            if (drawn < 0) {
                return new Requests.Way(model, weight.getVariant(), table.getRevision(), router);
            }
        }
        return new Requests.Way(model, table.getBaseline(), table.getRevision(), router);
    }

    @Override
    public void close() {
        topic.close();
    }
}
