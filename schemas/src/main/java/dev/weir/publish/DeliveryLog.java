package dev.weir.publish;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that delivery waits, once that it goes on, once that events fail: a line per change, none per event. */
final class DeliveryLog {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);

    private final AtomicBoolean failing = new AtomicBoolean();
    private Link link = Link.UNKNOWN;

    /** Notes that nothing can be delivered for now; only the delivering thread may call it. */
    void waiting(String what, String reason) {
        if (link != Link.WAITING) {
            link = Link.WAITING;
            LOG.warn("event=publisher-waiting for={} reason=\"{}\"", what, reason);
        }
    }

    /** Notes that delivery works; only the delivering thread may call it. */
    void connected() {
        if (link != Link.CONNECTED) {
            link = Link.CONNECTED;
            LOG.info("event=publisher-connected");
        }
    }

    boolean isConnected() {
        return link == Link.CONNECTED;
    }

    /** Notes that an event is lost; any thread may call it. */
    void failed(String reason) {
        if (failing.compareAndSet(false, true)) {
            LOG.error("event=publisher-failing reason=\"{}\"", reason);
        }
    }

    /** Notes that an event has arrived; any thread may call it. */
    void published() {
        if (failing.get() && failing.compareAndSet(true, false)) {
            LOG.info("event=publisher-delivering-again");
        }
    }

    /** Notes the end, with what became of all events. */
    void closed(PublisherStats stats) {
        LOG.info(
                "event=publisher-closed accepted={} published={} dropped={} failed={}",
                stats.accepted(),
                stats.published(),
                stats.dropped(),
                stats.failed());
    }

    private enum Link {
        UNKNOWN,
        WAITING,
        CONNECTED
    }
}
