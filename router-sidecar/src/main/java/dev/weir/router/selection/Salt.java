package dev.weir.router.selection;

import java.nio.charset.StandardCharsets;

/**
 * A salt whose part of the hash is done: murmur3_x86_32 (seed 0) over the UTF-8 of {@code salt + "/"}, ready to go on with a
 * key. Going on allocates nothing. Source of the hash: Appleby (2011), MurmurHash3, public domain.
 *
 * <p>A half of a surrogate pair without its other half, which no UTF-8 can say, counts as {@code ?}, as Java writes it.
 */
final class Salt {

    private static final int BLOCK_BYTES = 4;
    private static final int BLOCK_BITS = 32;
    private static final int FIRST_BEYOND_ASCII = 0x80;
    private static final int FIRST_OF_THREE_BYTES = 0x800;

    private final int bytes;
    private final int hash;
    // The bytes of the prefix that fill no block: lowest first, `pendingBits` of them.
    private final long pending;
    private final int pendingBits;

    /**
     * Makes the state of a salt.
     *
     * @param salt salt of a routing table, may be empty
     */
    Salt(String salt) {
        byte[] prefix = (salt + "/").getBytes(StandardCharsets.UTF_8);
        int h = 0;
        long p = 0;
        int bits = 0;
        for (byte b : prefix) {
            p |= (b & 0xffL) << bits;
            bits += Byte.SIZE;
            if (bits == BLOCK_BITS) {
                h = mix(h, (int) p);
                p = 0;
                bits = 0;
            }
        }
        this.bytes = prefix.length;
        this.hash = h;
        this.pending = p;
        this.pendingBits = bits;
    }

    /** Returns the bucket of a key under this salt, in [0, 10 000). */
    int bucket(String key) {
        return Integer.remainderUnsigned(hash(key), Bucket.COUNT);
    }

    /** Returns the hash of {@code salt + "/" + key}. */
    int hash(String key) {
        int length = key.length();
        int h = hash;
        long p = pending;
        int at = 0;
        for (; at <= length - BLOCK_BYTES; at += BLOCK_BYTES) {
            int a = key.charAt(at);
            int b = key.charAt(at + 1);
            int c = key.charAt(at + 2);
            int d = key.charAt(at + 3);
            if ((a | b | c | d) >= FIRST_BEYOND_ASCII) {
                return hashOfUnicode(key);
            }
            p |= unsigned(a | b << 8 | c << 16 | d << 24) << pendingBits;
            h = mix(h, (int) p);
            p >>>= BLOCK_BITS;
        }
        long rest = 0;
        int seen = 0;
        for (int last = length - 1; last >= at; last--) {
            int character = key.charAt(last);
            seen |= character;
            rest = rest << Byte.SIZE | character;
        }
        if (seen >= FIRST_BEYOND_ASCII) {
            return hashOfUnicode(key);
        }
        p |= rest << pendingBits;
        if (pendingBits + (length - at) * Byte.SIZE >= BLOCK_BITS) {
            h = mix(h, (int) p);
            p >>>= BLOCK_BITS;
        }
        return end(h ^ scramble((int) p), bytes + length);
    }

    private int hashOfUnicode(String key) {
        int h = hash;
        long p = pending;
        int bits = pendingBits;
        int utf8Bytes = bytes;
        for (int at = 0; at < key.length(); ) {
            int encoded = utf8(key, at);
            int count = countOfBytes(encoded);
            at += count == BLOCK_BYTES ? 2 : 1;
            utf8Bytes += count;
            p |= unsigned(encoded) << bits;
            bits += count * Byte.SIZE;
            if (bits >= BLOCK_BITS) {
                h = mix(h, (int) p);
                p >>>= BLOCK_BITS;
                bits -= BLOCK_BITS;
            }
        }
        return end(h ^ scramble((int) p), utf8Bytes);
    }

    /** Returns the UTF-8 of the character at a place, its first byte lowest; four bytes are those of a surrogate pair. */
    private static int utf8(String key, int at) {
        char first = key.charAt(at);
        if (first < FIRST_BEYOND_ASCII) {
            return first;
        }
        if (first < FIRST_OF_THREE_BYTES) {
            return 0xc0 | first >> 6 | continuation(first) << 8;
        }
        if (!Character.isSurrogate(first)) {
            return 0xe0 | first >> 12 | continuation(first >> 6) << 8 | continuation(first) << 16;
        }
        int point = key.codePointAt(at);
        return Character.isBmpCodePoint(point)
                ? '?'
                : 0xf0
                        | point >> 18
                        | continuation(point >> 12) << 8
                        | continuation(point >> 6) << 16
                        | continuation(point) << 24;
    }

    /** The last byte of a character's UTF-8 is 0 only for NUL, which has one byte. */
    private static int countOfBytes(int encoded) {
        return BLOCK_BYTES - Integer.numberOfLeadingZeros(encoded | 1) / Byte.SIZE;
    }

    private static int continuation(int sixBits) {
        return 0x80 | sixBits & 0x3f;
    }

    private static long unsigned(int bits) {
        return bits & 0xffff_ffffL;
    }

    private static int scramble(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }

    private static int mix(int h, int block) {
        return Integer.rotateLeft(h ^ scramble(block), 13) * 5 + 0xe6546b64;
    }

    private static int end(int h, int length) {
        int end = h ^ length;
        end = (end ^ end >>> 16) * 0x85ebca6b;
        end = (end ^ end >>> 13) * 0xc2b2ae35;
        return end ^ end >>> 16;
    }
}
