package dev.weir.window;

/**
 * Requests of two generations, by their keys, which are hashes already. Of the hundreds of thousands that a partition remembers
 * each takes a place in two arrays, where a map would take an object for the key and one for the entry. One that is looked for in vain,
 * as most are, costs one look into memory: there is one table for both generations, and the free place found is where the request is
 * then put. Not safe for use by several threads.
 */
final class RequestTable {
    private static final int FIRST_ROOM = 16;

    /** Key of a place that is free. */
    private static final long FREE = 0;

    /** The lowest bit of a key in the table, which tells its generation: the other of two generations has the other value. */
    private static final long GENERATION = 1;

    private long[] keys = new long[FIRST_ROOM];
    private CountedRequest[] requests = new CountedRequest[FIRST_ROOM];
    private long latest;
    private int size;
    private int latestSize;

    /** Requests of the latest generation. */
    int latestSize() {
        return latestSize;
    }

    /** The request of a key, which is of the latest generation from now on; null if there is none. */
    CountedRequest get(long key) {
        int place = place(bare(key));
        if (keys[place] == FREE) {
            return null;
        }
        renew(place);
        return requests[place];
    }

    /** Puts a request into the latest generation, in the place of the one of the same key if there is one. */
    void put(long key, CountedRequest request) {
        long bare = bare(key);
        int place = place(bare);
        if (keys[place] == FREE) {
            keys[place] = bare | latest;
            size++;
            latestSize++;
        } else {
            renew(place);
        }
        requests[place] = request;
        if (2 * size > keys.length) {
            grow();
        }
    }

    private void renew(int place) {
        if ((keys[place] & GENERATION) != latest) {
            keys[place] ^= GENERATION;
            latestSize++;
        }
    }

    /** Begins a generation: forgets the older one of the two there are. */
    void turn() {
        for (int place = 0; place < keys.length; place++) {
            while (keys[place] != FREE && (keys[place] & GENERATION) != latest) {
                remove(place);
            }
        }
        latest ^= GENERATION;
        latestSize = 0;
    }

    /** A key without its generation, which no free place has; a few in all hashes share one. */
    private static long bare(long key) {
        long bare = key & ~GENERATION;
        return bare == FREE ? GENERATION << 1 : bare;
    }

    /** Where a key is, or the free place where it belongs. */
    private int place(long bare) {
        int last = keys.length - 1;
        int place = home(bare);
        while (keys[place] != FREE && (keys[place] & ~GENERATION) != bare) {
            place = place + 1 & last;
        }
        return place;
    }

    /** Where a key is unless others are there. */
    private int home(long bare) {
        return (int) (bare >>> 1 ^ bare >>> Integer.SIZE) & keys.length - 1;
    }

    /** Frees a place: those behind it that would be looked for in it move up (Knuth, The Art of Computer Programming 6.4, R). */
    private void remove(int place) {
        int last = keys.length - 1;
        int free = place;
        for (int next = free + 1 & last; keys[next] != FREE; next = next + 1 & last) {
            int distance = next - home(keys[next] & ~GENERATION) & last;
            if (distance >= (next - free & last)) {
                keys[free] = keys[next];
                requests[free] = requests[next];
                free = next;
            }
        }
        keys[free] = FREE;
        requests[free] = null;
        size--;
    }

    private void grow() {
        long[] oldKeys = keys;
        CountedRequest[] old = requests;
        keys = new long[2 * oldKeys.length];
        requests = new CountedRequest[2 * old.length];
        for (int i = 0; i < old.length; i++) {
            if (oldKeys[i] != FREE) {
                int place = place(oldKeys[i] & ~GENERATION);
                keys[place] = oldKeys[i];
                requests[place] = old[i];
            }
        }
    }
}
