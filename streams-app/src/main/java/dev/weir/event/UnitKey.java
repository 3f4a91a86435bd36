package dev.weir.event;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * What traffic sticks by, or a single request, as 128 bits of hash. Two different ones among n share either half with a
 * probability of n^2 / 2^65.
 *
 * <p>The hash is another function than the one by which routers choose a variant (32 bits, with the table's salt), so
 * that what is picked by it falls on both variants alike.
 *
 * @param identity tells units, or requests, apart
 * @param bucket   spreads them, independent of {@code identity}
 */
public record UnitKey(long identity, long bucket) {
    /** Of this program's own, so that no other hash of the same text, as a router may take, goes with it. */
    private static final int SALT = 0x77656972;

    private static final char SEPARATOR = '\u0000';

    /** The key of a request: what its events have in common, but for the variant. */
    public static UnitKey ofRequest(Observation event) {
        return of(event.requestId(), event.role(), event.model());
    }

    /** The key of a request by its parts. */
    public static UnitKey of(String requestId, Role role, String model) {
        return of(requestId + SEPARATOR + role + SEPARATOR + model);
    }

    /** The key of a request's unit; only of a request that has one. */
    public static UnitKey ofUnit(Observation event) {
        return ofUnit(event.unit());
    }

    /** The key of a unit. */
    public static UnitKey ofUnit(String unit) {
        return of(unit);
    }

    private static UnitKey of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long[] hash = MurmurHash3.hash128x64(bytes, 0, bytes.length, SALT);
        return new UnitKey(hash[0], hash[1]);
    }
}
