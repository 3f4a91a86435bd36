package dev.weir.window;

/**
 * The requests counted lately, by their key. The memory covers one to two generations of time, less where requests are
 * more than it holds. Not safe for use by several threads.
 *
 * <p>Generations turn at multiples of their length, whenever the memory began: one that began anew and was told of the
 * last {@link #GENERATIONS_TOLD} generations of events holds the same as one that has seen them all.
 */
final class RecentRequests {
    /** A minute, or as long as a request may take. */
    static final long SHORTEST_GENERATION_MILLIS = 60_000;

    /** Requests in a generation: some 17 MB, and a minute at more than 3,000 a second. */
    static final int LARGEST_GENERATION = 200_000;

    /** The two that are kept, and one before: a request is counted once more into a generation that it is found in. */
    static final int GENERATIONS_TOLD = 3;

    private final RequestTable requests = new RequestTable();
    private long latestMillis = Long.MIN_VALUE;

    /** Turns generations as time passes. */
    void rotate(long assignedMillis, long generationMillis) {
        boolean turns = latestMillis != Long.MIN_VALUE
                && Math.floorDiv(assignedMillis, generationMillis) > Math.floorDiv(latestMillis, generationMillis);
        if (turns || requests.latestSize() >= LARGEST_GENERATION) {
            requests.turn();
        }
        // Events of last week among those of today must not turn the generations at every other event.
        latestMillis = Math.max(latestMillis, assignedMillis);
    }

    /**
     * A request, from now on among the latest; null if it is not remembered. What is changed of it is remembered once it is
     * {@link #put} again.
     */
    CountedRequest find(long key) {
        return requests.get(key);
    }

    void put(long key, CountedRequest request) {
        requests.put(key, request);
    }
}
