package dev.weir.publish;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link PublisherStats}; any thread may count. */
final class PublisherCounters {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void accepted() {
        accepted.increment();
    }

    /** Takes back an {@link #accepted()} that came to nothing because the queue was full. */
    void refused() {
        accepted.decrement();
        dropped.increment();
    }

    void published() {
        published.increment();
    }

    void dropped() {
        dropped.increment();
    }

    void failed() {
        failed.increment();
    }

    /** What is over is read before what was taken, and each event is taken before it is over: queued is never negative. */
    PublisherStats stats() {
        long publishedNow = published.sum();
        long failedNow = failed.sum();
        long acceptedNow = accepted.sum();
        return new PublisherStats(
                acceptedNow, publishedNow, dropped.sum(), failedNow, acceptedNow - publishedNow - failedNow);
    }
}
