package dev.weir.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends a model's deltas where its plan and its commands are, and a watermark to every task of the judge. */
final class DeltaPartitioner implements StreamPartitioner<byte[], byte[]> {
    /** Key of a message that concerns every model; no model has this name, since a model's is not blank. */
    static final byte[] EVERY_MODEL = new byte[0];

    /** The key of a model's messages, the same as on the topics keyed by model. */
    static byte[] key(String model) {
        return model.getBytes(StandardCharsets.UTF_8);
    }

    /** The partition in which all that concerns a model belongs, as Kafka's own producer chooses it from the key. */
    static int partition(byte[] model, int partitions) {
        return BuiltInPartitioner.partitionForKey(model, partitions);
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
        return Optional.of(
                key.length == 0
                        ? IntStream.range(0, partitions).boxed().collect(Collectors.toSet())
                        : Set.of(partition(key, partitions)));
    }
}
