package dev.weir.router.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The copies of one model's requests that are on their way, from all event loops, within the bounds of its file.
 * Thread-safe, never blocks.
 */
final class Mirroring {

    private final MirrorRules rules;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Why a copy is not sent. */
    enum Drop {
        /** As many are on their way as may be. */
        IN_FLIGHT,
        /** So many bytes are. */
        BYTES,
        /** The body is larger than what is kept of it. */
        BODY_NOT_KEPT
    }

    Mirroring(MirrorRules rules) {
        this.rules = rules;
    }

    /** Takes a place for a copy, given back by {@link #ended}; returns null where it has one, else why there is none. */
    Drop begin(int bodyBytes) {
        if (inFlight.incrementAndGet() > rules.maxInFlight()) {
            inFlight.decrementAndGet();
            return Drop.IN_FLIGHT;
        }
        if (bytes.addAndGet(bodyBytes) > rules.maxBytes()) {
            bytes.addAndGet(-bodyBytes);
            inFlight.decrementAndGet();
            return Drop.BYTES;
        }
        return null;
    }

    /** Gives a place back. */
    void ended(int bodyBytes) {
        bytes.addAndGet(-bodyBytes);
        inFlight.decrementAndGet();
    }

    int inFlight() {
        return inFlight.get();
    }
}
