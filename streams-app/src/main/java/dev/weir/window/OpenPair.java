package dev.weir.window;

/**
 * A request and its copy whose second is not over.
 *
 * @param key            what both have in common
 * @param served         the request; null while nothing has come of it
 * @param shadow         the copy; null while nothing has come of it
 * @param deadlineMillis assignment time up to which the partition has been read when the pair settles, epoch milliseconds
 */
public record OpenPair(Key key, PairSide served, PairSide shadow, long deadlineMillis) {

    /** Logical endpoint. */
    public String model() {
        return key.model;
    }

    /** Id of both. */
    public String requestId() {
        return key.requestId;
    }

    /** The half that says when the pair was assigned. */
    PairSide leading() {
        return served == null ? shadow : served;
    }

    /** About how much room it takes, bytes. */
    int size() {
        return (served == null ? 0 : served.size()) + (shadow == null ? 0 : shadow.size());
    }

    /**
     * What both halves have in common.
     *
     * @param model     logical endpoint
     * @param requestId id of both
     */
    public record Key(String model, String requestId) {}
}
