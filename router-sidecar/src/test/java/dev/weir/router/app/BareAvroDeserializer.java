package dev.weir.router.app;

import dev.weir.schema.RoutingTable;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads routing tables as {@link BareAvroSerializer} writes them. */
public final class BareAvroDeserializer implements Deserializer<RoutingTable> {

    @Override
    public RoutingTable deserialize(String topic, byte[] bytes) {
        try {
            return bytes == null ? null : RoutingTable.getDecoder().decode(bytes);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("no routing table: " + e.getMessage());
        }
    }
}
