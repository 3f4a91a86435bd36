package dev.weir.serde;

import java.io.ByteArrayOutputStream;
import org.apache.kafka.common.errors.SerializationException;

/** The five bytes in front of the Avro binary: 0, then the schema id as a big-endian int. */
final class WireFormat {

    static final int HEADER_BYTES = 5;
    private static final byte MAGIC = 0;

    private WireFormat() {}

    /** Writes the header. */
    static void write(int schemaId, ByteArrayOutputStream out) {
        out.write(MAGIC);
        out.write(schemaId >>> 24);
        out.write(schemaId >>> 16);
        out.write(schemaId >>> 8);
        out.write(schemaId);
    }

    /**
     * Returns the schema id in the header.
     *
     * @throws SerializationException if there is no such header, with what was found
     */
    static int schemaId(String topic, byte[] bytes) {
        if (bytes.length == 0) {
            throw new SerializationException("value on " + topic + " is empty, not even the magic byte 0 is there");
        }
        if (bytes[0] != MAGIC) {
            throw new SerializationException(String.format(
                    "value on %s is not in the Confluent wire format: first byte 0x%02x is not the magic byte 0",
                    topic, bytes[0]));
        }
        if (bytes.length < HEADER_BYTES) {
            throw new SerializationException("value on " + topic + " has " + bytes.length
                    + " bytes, too few for the magic byte and a schema id of 4 bytes");
        }
        return (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
    }
}
