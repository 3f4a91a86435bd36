package dev.weir.router.proxy.protocol;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/**
 * Walks over the fields of one protocol buffer message without its schema (Protocol Buffers, Encoding). A message that is
 * cut or malformed ends where that shows.
 */
final class ProtoFields {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int MAX_VARINT_BITS = 64;

    private final byte[] message;
    private final int end;
    private int position;
    private int start;
    private int number;
    private int type;
    private int from;
    private int to;
    private long varint;

    ProtoFields(byte[] message) {
        this(message, 0, message.length);
    }

    ProtoFields(byte[] message, int from, int to) {
        this.message = message;
        this.position = from;
        this.end = to;
    }

    /** Goes to the next field; false where there is none that is complete. */
    boolean next() {
        start = position;
        if (position >= end || !readVarint()) {
            return false;
        }
        number = (int) (varint >>> 3);
        type = (int) (varint & 7);
        from = position;
        return switch (type) {
            case VARINT -> readVarint() && ends(position);
            case FIXED64 -> ends(from + Long.BYTES);
            case FIXED32 -> ends(from + Integer.BYTES);
            case BYTES -> readVarint() && varint >= 0 && varint <= end - position && bytes((int) varint);
            default -> false;
        };
    }

    /** Returns the field's number in its schema. */
    int number() {
        return number;
    }

    int type() {
        return type;
    }

    /** Returns where the field begins, its tag included. */
    int start() {
        return start;
    }

    /** Returns where its value begins. */
    int from() {
        return from;
    }

    /** Returns where its value and so the field ends, exclusive. */
    int to() {
        return to;
    }

    /** Returns the value of a field of type {@link #VARINT}. */
    long varint() {
        return varint;
    }

    String text() {
        return new String(message, from, to - from, StandardCharsets.UTF_8);
    }

    /** Returns the fields of the message that this field holds. */
    ProtoFields inner() {
        return new ProtoFields(message, from, to);
    }

    private boolean bytes(int length) {
        from = position;
        return ends(position + length);
    }

    private boolean ends(int at) {
        to = at;
        position = at;
        return at <= end;
    }

    /** Reads a varint at the position; false where it is cut or too long. */
    private boolean readVarint() {
        varint = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS && position < end; shift += 7) {
            byte next = message[position++];
            varint |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the numbers of a packed field of varints. */
    static long[] packed(byte[] message, int from, int to) {
        ProtoFields numbers = new ProtoFields(message, from, to);
        LongStream.Builder read = LongStream.builder();
        while (numbers.position < to && numbers.readVarint()) {
            read.add(numbers.varint);
        }
        return read.build().toArray();
    }
}
