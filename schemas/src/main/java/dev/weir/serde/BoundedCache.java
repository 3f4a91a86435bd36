package dev.weir.serde;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A cache that starts anew when it is full.
 *
 * <p>Topics and schemas are few, so it never fills in good health; ids in hostile bytes can be many, and then asking the
 * registry again for the few good ones costs less than keeping an order of use on every record would.
 */
final class BoundedCache<K, V> {

    static final int CAPACITY = 1_000;

    private final ConcurrentMap<K, V> entries = new ConcurrentHashMap<>();

    /** Returns what is kept for the key, or null. */
    V get(K key) {
        return entries.get(key);
    }

    /** Keeps a value for the key, in place of an earlier one. */
    void put(K key, V value) {
        if (entries.size() >= CAPACITY) {
            entries.clear();
        }
        entries.put(key, value);
    }

    /** Returns how many entries are kept, at most {@link #CAPACITY} plus the number of writing threads. */
    int size() {
        return entries.size();
    }
}
