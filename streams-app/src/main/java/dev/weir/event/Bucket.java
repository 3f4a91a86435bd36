package dev.weir.event;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The bucket a key falls into, as every router reckons it: unsigned(murmur3_x86_32(seed 0, UTF-8 of salt + "/" + key)) mod
 * 10 000. A request is copied to the shadow if the bucket of its id, under the salt followed by {@link #COPIES}, is below the
 * share that is copied.
 */
public final class Bucket {
    /** Number of buckets, so that one bucket is one basis point. */
    public static final int COUNT = 10_000;

    /** What routers append to a table's salt for the sample of copied requests, so that it is independent of the split. */
    public static final String COPIES = "/shadow";

    private Bucket() {}

    /** The bucket of a key under the salt of a routing table, 0 to 9 999. */
    public static int of(String salt, String key) {
        byte[] bytes = (salt + '/' + key).getBytes(StandardCharsets.UTF_8);
        return (int) (Integer.toUnsignedLong(MurmurHash3.hash32x86(bytes, 0, bytes.length, 0)) % COUNT);
    }
}
