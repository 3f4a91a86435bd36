package dev.weir.router.control;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once when the routing tables cannot be reached, and once when they can again. For one thread. */
final class ContactLog {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFollower.class);

    private final String topic;
    private boolean away;
    private boolean connected;

    ContactLog(String topic) {
        this.topic = topic;
    }

    void lost(String reason) {
        if (!away) {
            away = true;
            LOG.warn("routes not reachable, trying on topic={} reason=\"{}\"", topic, reason);
        }
    }

    void back() {
        if (away || !connected) {
            away = false;
            connected = true;
            LOG.info("routes connected topic={}", topic);
        }
    }
}
