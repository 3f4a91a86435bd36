package dev.weir.evidence;

import dev.weir.window.ValueTally;

/**
 * What a variant was asked and answered in some time.
 *
 * @param from     first second, epoch seconds
 * @param until    second after the last one
 * @param asked    features and categories of its requests
 * @param answered its predictions
 */
public record Contents(long from, long until, ValueTally asked, ValueTally answered) {
    /** How many requests are known of: services may tell of requests, of predictions or of both. */
    public long requests() {
        return Math.max(asked.requests(), answered.requests());
    }
}
