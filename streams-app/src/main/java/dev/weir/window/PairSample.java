package dev.weir.window;

/**
 * A pair that somebody may want to look into.
 *
 * @param kind       why it was kept
 * @param pair       the request and its copy
 * @param similarity similarity of their answers, 0 to 1; null where they could not be compared
 */
public record PairSample(Kind kind, OpenPair pair, Double similarity) {

    /** Why a pair was kept. */
    public enum Kind {
        /** Both answered, and not the same. */
        DISAGREEMENT,
        /** The copy took more than three times as many times as long as the request as the median copy does. */
        LATENCY_OUTLIER,
        /** One of them failed. */
        ERROR
    }
}
