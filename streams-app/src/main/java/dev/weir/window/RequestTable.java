package dev.weir.window;

import java.util.Arrays;

/**
 * Requests by their keys, which are hashes already. Of the hundreds of thousands that a partition remembers each takes a
 * place in two arrays, where a map would take an object for the key and one for the entry. Not safe for use by several
 * threads.
 */
final class RequestTable {
    private static final int FIRST_ROOM = 16;

    /** Of a place that is free. */
    private static final long FREE = 0;

    // A key is looked for in the keys alone: of the other array, which is elsewhere in memory, nothing is read unless
    // it is there.
    private long[] keys = new long[FIRST_ROOM];
    private CountedRequest[] requests = new CountedRequest[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    /** The request of a key; null if there is none. */
    CountedRequest get(long key) {
        int place = place(taken(key));
        return keys[place] == FREE ? null : requests[place];
    }

    /** Puts a request in the place of the one of the same key, if there is one. */
    void put(long key, CountedRequest request) {
        long taken = taken(key);
        int place = place(taken);
        if (keys[place] == FREE) {
            size++;
        }
        keys[place] = taken;
        requests[place] = request;
        if (2 * size > keys.length) {
            grow();
        }
    }

    /** A key that no free place has: two of all hashes are one here. */
    private static long taken(long key) {
        return key == FREE ? 1 : key;
    }

    /** Where a key is, or the free place where it belongs. */
    private int place(long key) {
        int last = keys.length - 1;
        int place = (int) (key ^ key >>> Integer.SIZE) & last;
        while (keys[place] != FREE && keys[place] != key) {
            place = place + 1 & last;
        }
        return place;
    }

    private void grow() {
        long[] oldKeys = keys;
        CountedRequest[] old = requests;
        keys = new long[2 * oldKeys.length];
        requests = new CountedRequest[2 * old.length];
        for (int i = 0; i < old.length; i++) {
            if (oldKeys[i] != FREE) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                requests[place] = old[i];
            }
        }
    }

    /** Forgets all and keeps the room. */
    void clear() {
        Arrays.fill(keys, FREE);
        Arrays.fill(requests, null);
        size = 0;
    }
}
