package dev.weir.publish;

/**
 * What became of the events given to a publisher since it started; read while it runs, so the last few may be on their
 * way between two counters.
 *
 * <p>events given = accepted + dropped; accepted = published + failed + queued.
 *
 * @param accepted events taken from callers
 * @param published events Kafka has acknowledged
 * @param dropped events refused, because the queue was full or the publisher closed
 * @param failed events taken, but not written: refused by Kafka, not serialisable, or left over at closing
 * @param queued events waiting or on their way
 */
public record PublisherStats(long accepted, long published, long dropped, long failed, long queued) {}
