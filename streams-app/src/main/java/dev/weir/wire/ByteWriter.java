package dev.weir.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes as they are written, in Avro's encoding of numbers and texts; {@link BinaryFields} reads them. */
final class ByteWriter {
    private static final int FIRST_ROOM = 256;

    private byte[] bytes = new byte[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void writeByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void writeLong(long value) {
        room(Long.BYTES + 2);
        byte[] to = bytes;
        int at = size;
        long left = value << 1 ^ value >> 63;
        while ((left & ~0x7fL) != 0) {
            to[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        to[at++] = (byte) left;
        size = at;
    }

    /** Writes all bits of a number that may be any: 8 bytes. */
    void writeBits(long value) {
        room(Long.BYTES);
        ByteBuffer.wrap(bytes, size, Long.BYTES).putLong(value);
        size += Long.BYTES;
    }

    void writeText(String text) {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a length and so many bytes. */
    void writeBytes(byte[] value) {
        writeLong(value.length);
        append(value, value.length);
    }

    /** Writes what another one holds, as it is. */
    void append(ByteWriter other) {
        append(other.bytes, other.size);
    }

    private void append(byte[] value, int length) {
        room(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
