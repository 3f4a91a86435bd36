package dev.weir.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Texts by the bytes that stand for them, so that what comes again and again becomes a string once. It has room for so
 * many and forgets one where another needs its place. Not safe for use by several threads.
 */
final class TextCache {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Entry[] entries;

    private record Entry(byte[] bytes, String text) {}

    /** Turns bytes into the text they stand for. */
    interface Reader {
        String read(byte[] data, int from, int until);
    }

    /** Nothing known yet; {@code room} is a power of two. */
    TextCache(int room) {
        if (Integer.bitCount(room) != 1) {
            throw new IllegalArgumentException("room must be a power of two, not " + room);
        }
        this.entries = new Entry[room];
    }

    /** The text that bytes stand for, as the reader says where they are new. */
    String text(byte[] data, int from, int until, Reader reader) {
        int place = place(data, from, until);
        Entry entry = entries[place];
        if (entry != null && Arrays.equals(entry.bytes, 0, entry.bytes.length, data, from, until)) {
            return entry.text;
        }
        String text = reader.read(data, from, until);
        entries[place] = new Entry(Arrays.copyOfRange(data, from, until), text);
        return text;
    }

    private int place(byte[] data, int from, int until) {
        long hash = until - from;
        int at = from;
        for (; at + Long.BYTES <= until; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(data, at));
        }
        for (; at < until; at++) {
            hash = hash * 31 + data[at];
        }
        return (int) (mixed(hash) & entries.length - 1);
    }

    private static long mixed(long hash) {
        long spread = hash * SPREAD;
        return spread ^ spread >>> 32;
    }
}
