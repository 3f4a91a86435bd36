package dev.weir.event;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * What traffic sticks by, as 128 bits of hash: the unit, or the id of a request without one. Two different ones share
 * either half with a probability of n^2 / 2^65 among n.
 *
 * <p>The hash is another function than the one by which routers choose a variant (32 bits, with the table's salt), so
 * that what is picked by it falls on both variants alike.
 *
 * @param identity tells units apart
 * @param bucket   spreads units, independent of {@code identity}
 */
public record UnitKey(long identity, long bucket) {
    /** Of this program's own, so that no other hash of the same text, as a router may take, goes with it. */
    private static final int SALT = 0x77656972;

    /** The key of a request's unit, or of the request itself. */
    public static UnitKey of(Observation event) {
        String text = event.unit() == null ? event.requestId() : event.unit();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long[] hash = MurmurHash3.hash128x64(bytes, 0, bytes.length, SALT);
        return new UnitKey(hash[0], hash[1]);
    }
}
