package dev.weir.router.proxy.upstream;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The calls that one event loop makes for one model: their time, how much of an answer is held, and how many there are. */
public final class Calls {

    private final Deadlines deadlines;
    private final long timeoutMillis;
    private final int holdBytes;
    private final LongAdder inFlight;

    /**
     * Makes a place for calls. Must be used on one event loop only.
     *
     * @param vertx     its timers
     * @param timeout   time in which an answer must be complete, or the next piece of it come; at least 1 ms
     * @param holdBytes size up to which an answer is held until it is whole, in bytes
     * @param inFlight  counts calls that have begun and not ended
     */
    public Calls(Vertx vertx, Duration timeout, int holdBytes, LongAdder inFlight) {
        this.timeoutMillis = timeout.toMillis();
        this.deadlines = new Deadlines(vertx, timeoutMillis);
        this.holdBytes = holdBytes;
        this.inFlight = inFlight;
    }

    /**
     * Sends a request to a variant.
     *
     * @param upstream the variant
     * @param out      what is sent
     * @param taker    takes the answer
     */
    public UpstreamCall start(Upstream upstream, Outgoing out, AnswerTaker taker) {
        return UpstreamCall.start(this, upstream, out, taker);
    }

    Deadlines deadlines() {
        return deadlines;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    int holdBytes() {
        return holdBytes;
    }

    void began() {
        inFlight.increment();
    }

    void finished() {
        inFlight.decrement();
    }
}
