package dev.weir.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of a record in Avro's binary encoding, one after the other. Whatever cannot be is answered by an
 * {@link IndexOutOfBoundsException}. Not safe for use by several threads.
 */
final class BinaryFields {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_VARINT_BITS = 63;

    private byte[] data;
    private int at;

    /** Begins at a place of a record. */
    void begin(byte[] newData, int from) {
        data = newData;
        at = from;
    }

    /** The bytes that are read. */
    byte[] data() {
        return data;
    }

    /** The place of the next field. */
    int at() {
        return at;
    }

    /** Whether nothing is left. */
    boolean isEnd() {
        return at == data.length;
    }

    long readLong() {
        byte first = data[at++];
        if (first >= 0) {
            return first >>> 1 ^ -(first & 1);
        }
        long value = first & 0x7f;
        for (int shift = 7; shift <= LONGEST_VARINT_BITS; shift += 7) {
            byte next = data[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IndexOutOfBoundsException("a number has no end");
    }

    double readDouble() {
        double value = Double.longBitsToDouble((long) LONGS.get(data, at));
        at += Double.BYTES;
        return value;
    }

    float readFloat() {
        float value = Float.intBitsToFloat((int) INTS.get(data, at));
        at += Float.BYTES;
        return value;
    }

    boolean readBoolean() {
        byte value = data[at++];
        if (value != 0 && value != 1) {
            throw new IndexOutOfBoundsException("neither true nor false: " + value);
        }
        return value == 1;
    }

    /** Whether a field that may be null, the first of two kinds, is there. */
    boolean isPresent() {
        return readBranch(2) == 1;
    }

    /** The number of a kind or symbol, of so many. */
    int readBranch(int of) {
        long branch = readLong();
        if (branch < 0 || branch >= of) {
            throw new IndexOutOfBoundsException("no branch " + branch + " of " + of);
        }
        return (int) branch;
    }

    /** The length of a text or of bytes, which begin right after it. */
    int readLength() {
        long length = readLong();
        if (length < 0 || length > data.length - at) {
            throw new IndexOutOfBoundsException("no room for " + length + " bytes");
        }
        return (int) length;
    }

    String readText() {
        int length = readLength();
        String text = new String(data, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    String readText(TextCache cache) {
        int length = readLength();
        int from = at;
        at += length;
        return cache.text(data, from, at, BinaryFields::text);
    }

    private static String text(byte[] bytes, int from, int until) {
        return new String(bytes, from, until - from, StandardCharsets.UTF_8);
    }

    void skip(long bytes) {
        if (bytes < 0 || bytes > data.length - at) {
            throw new IndexOutOfBoundsException("no room for " + bytes + " bytes");
        }
        at += (int) bytes;
    }

    void skipText() {
        skip(readLong());
    }

    int readByte() {
        return data[at++];
    }

    /** All bits of a number, 8 bytes. */
    long readBits() {
        long value = Long.reverseBytes((long) LONGS.get(data, at));
        at += Long.BYTES;
        return value;
    }

    byte[] readBytes() {
        int length = readLength();
        at += length;
        return Arrays.copyOfRange(data, at - length, at);
    }

    /** A number of things that take a byte each at least. */
    int readCount() {
        return readLength();
    }

    /** The entries in the next block of a map or an array; 0 at its end. */
    long readBlock() {
        long count = readLong();
        if (count < 0) {
            // Its length in bytes comes with it, for those who want to skip it.
            long length = readLong();
            if (length < 0) {
                throw new IndexOutOfBoundsException("no block of " + length + " bytes");
            }
            count = -count;
        }
        if (count < 0 || count > data.length - at) {
            throw new IndexOutOfBoundsException("no room for " + count + " entries");
        }
        return count;
    }
}
