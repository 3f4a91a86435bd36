package dev.weir.router.records;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Where in a record a unit or an attribute is found: {@code key} or {@code header:NAME}. */
public sealed interface RecordSource {

    /** The key of the record. */
    RecordSource KEY = new Key();

    /**
     * Reads the way it is written in the file.
     *
     * @throws IllegalArgumentException if it is neither form, saying which there are
     */
    static RecordSource parse(String text) {
        if (text.equals("key")) {
            return KEY;
        }
        String name =
                text.startsWith("header:") ? text.substring("header:".length()).strip() : "";
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" says no place in a record: write key, or header:NAME, e.g. header:user_type");
        }
        return new Named(name);
    }

    /**
     * Returns the text found, or null where the record has none or an empty one. Bytes that are no UTF-8 are read as hex, so
     * that any key keeps its variant.
     */
    String read(ConsumerRecord<byte[], byte[]> record);

    private static String text(byte[] bytes) {
        if (bytes == null || bytes.length == 0) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    /** The key. */
    record Key() implements RecordSource {
        @Override
        public String read(ConsumerRecord<byte[], byte[]> record) {
            return text(record.key());
        }
    }

    /** The last header of a name. */
    record Named(String name) implements RecordSource {
        @Override
        public String read(ConsumerRecord<byte[], byte[]> record) {
            Header header = record.headers().lastHeader(name);
            return header == null ? null : text(header.value());
        }
    }
}
