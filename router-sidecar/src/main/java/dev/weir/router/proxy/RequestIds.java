package dev.weir.router.proxy;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of requests: those that come with a request and can be taken over, and new ones. */
final class RequestIds {

    /** Far below the longest name that is counted, and longer than any format of ids in use. */
    private static final int MAX_LENGTH = 200;

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private RequestIds() {}

    /**
     * Returns an id that can stand in a header, a log line and a topic's key: its printable ASCII, without spaces around it;
     * null where it has any other character, is empty or longer than {@value #MAX_LENGTH}.
     *
     * @param given the id as it came, or null
     */
    static String sane(String given) {
        if (given == null) {
            return null;
        }
        String id = given.strip();
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return null;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return null;
            }
        }
        return id;
    }

    /**
     * Returns a new id: a UUID of version 7 (RFC 9562, 5.7), the milliseconds of the clock and 74 random bits. It has to be
     * unlike all others, not hard to guess, so the random bits need no cryptography.
     */
    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | VERSION_7 | random.nextInt(1 << 12);
        long low = VARIANT | random.nextLong() >>> 2;
        return new UUID(high, low).toString();
    }
}
