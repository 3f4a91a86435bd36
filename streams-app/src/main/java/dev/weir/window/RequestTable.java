package dev.weir.window;

import java.util.Arrays;

/**
 * Requests by their keys, which are hashes already. Of the hundreds of thousands that a partition remembers each takes a
 * place in two arrays, where a map would take an object for the key and one for the entry. Not safe for use by several
 * threads.
 */
final class RequestTable {
    private static final int FIRST_ROOM = 16;

    private long[] keys = new long[FIRST_ROOM];
    private CountedRequest[] requests = new CountedRequest[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    /** The request of a key; null if there is none. */
    CountedRequest get(long key) {
        return requests[place(key)];
    }

    /** Puts a request in the place of the one of the same key, if there is one. */
    void put(long key, CountedRequest request) {
        int place = place(key);
        if (requests[place] == null) {
            size++;
        }
        keys[place] = key;
        requests[place] = request;
        if (2 * size > keys.length) {
            grow();
        }
    }

    /** Where a key is, or the free place where it belongs. */
    private int place(long key) {
        int last = keys.length - 1;
        int place = (int) (key ^ key >>> Integer.SIZE) & last;
        while (requests[place] != null && keys[place] != key) {
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
            if (old[i] != null) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                requests[place] = old[i];
            }
        }
    }

    /** Forgets all and keeps the room. */
    void clear() {
        Arrays.fill(requests, null);
        size = 0;
    }
}
