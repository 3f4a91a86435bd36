package dev.weir.router.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Marks a unit's first request in ten minutes: the first at all, and then the first that comes ten minutes or more after
 * the one marked before. Not thread-safe.
 *
 * <p>Holds a 64-bit hash and a time for each unit marked in the last ten minutes, for at most {@value #MAX_UNITS} units
 * (about 100 bytes each, so 10 MB). When that is full, further units get no mark until places expire, and are counted; two
 * units share a hash with a probability of about n^2 / 2^65, that is 3e-10 when full.
 */
final class SeenUnits {

    static final int MAX_UNITS = 100_000;
    static final Duration WINDOW = Duration.ofMinutes(10);

    private final int maxUnits;
    // Insertion order is time order, since a unit is put anew only after it has expired.
    private final LinkedHashMap<Long, Long> markedAt = new LinkedHashMap<>();
    private long unmarked;

    SeenUnits() {
        this(MAX_UNITS);
    }

    SeenUnits(int maxUnits) {
        this.maxUnits = maxUnits;
    }

    /**
     * Returns whether this is the unit's first request in ten minutes; null where there is no unit, or no room to know.
     *
     * @param unit      the unit, or null
     * @param nowMillis instant of the request, epoch milliseconds, never falling
     */
    Boolean mark(String unit, long nowMillis) {
        if (unit == null) {
            return null;
        }
        expire(nowMillis);
        long hash = MurmurHash3.hash128x64(unit.getBytes(StandardCharsets.UTF_8))[0];
        if (markedAt.containsKey(hash)) {
            return false;
        }
        if (markedAt.size() >= maxUnits) {
            unmarked++;
            return null;
        }
        markedAt.put(hash, nowMillis);
        return true;
    }

    /** Returns the requests that got no mark for want of room. */
    long unmarked() {
        return unmarked;
    }

    /** Each unit is expired once, so the cost is constant on average. */
    private void expire(long nowMillis) {
        Iterator<Map.Entry<Long, Long>> oldest = markedAt.entrySet().iterator();
        while (oldest.hasNext() && nowMillis - oldest.next().getValue() >= WINDOW.toMillis()) {
            oldest.remove();
        }
    }
}
