package dev.weir.router.selection;

/**
 * The bucket a key falls into, the same in every router and every language.
 *
 * <p>bucket = unsigned(murmur3_x86_32(seed 0, UTF-8 of salt + "/" + key)) mod 10 000. A key keeps its bucket for as long as
 * the salt stays, and tables with different salts split independently.
 */
public final class Bucket {

    /** Number of buckets, so that one bucket is one basis point. */
    public static final int COUNT = 10_000;

    private Bucket() {}

    /**
     * Returns the bucket of a key, in [0, 10 000).
     *
     * @param salt salt of the routing table, may be empty
     * @param key  the unit, or the request id where there is none, may be empty
     */
    public static int of(String salt, String key) {
        return new Salt(salt).bucket(key);
    }
}
