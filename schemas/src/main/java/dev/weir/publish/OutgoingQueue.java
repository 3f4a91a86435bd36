package dev.weir.publish;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Events that wait, bounded in number and in the memory they take. Safe for use by many threads. */
final class OutgoingQueue {

    private final BlockingQueue<Outgoing> events;
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;

    /**
     * Makes an empty queue.
     *
     * @param maxEvents events it holds at most, 1 or more
     * @param maxBytes  bytes of heap they take at most together, as {@link EventSize} reckons; 1 or more
     */
    OutgoingQueue(int maxEvents, long maxBytes) {
        this.events = new ArrayBlockingQueue<>(maxEvents);
        this.maxBytes = maxBytes;
    }

    /** Takes an event; false where there is no room. */
    boolean offer(Outgoing event) {
        if (bytes.addAndGet(event.bytes()) <= maxBytes && events.offer(event)) {
            return true;
        }
        bytes.addAndGet(-event.bytes());
        return false;
    }

    /** Returns the oldest event, or null if there is none for so long. */
    Outgoing poll(long timeoutMillis) throws InterruptedException {
        return taken(events.poll(timeoutMillis, TimeUnit.MILLISECONDS));
    }

    /** Returns the oldest event, or null if there is none. */
    Outgoing poll() {
        return taken(events.poll());
    }

    /** Takes an event back; false where it is no longer in the queue. */
    boolean remove(Outgoing event) {
        return events.remove(event) && taken(event) != null;
    }

    private Outgoing taken(Outgoing event) {
        if (event != null) {
            bytes.addAndGet(-event.bytes());
        }
        return event;
    }
}
