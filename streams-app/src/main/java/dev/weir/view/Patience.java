package dev.weir.view;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what fails while Kafka or the registry is away, until it is there or nobody waits any more. It says once that it
 * waits and once that it goes on. Used by one thread; {@link #end} and {@link #waitsFor} may be called by any.
 */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final long RETRY_MS = 1_000;

    private final String bootstrapServers;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String reason;

    /** Patience with the cluster at these addresses, which are named in what it says. */
    Patience(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Has it fail from now on where it would have waited. */
    void end() {
        ended.countDown();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** What went wrong last, while it waits for that to be over; empty while nothing does. */
    Optional<String> waitsFor() {
        return Optional.ofNullable(reason);
    }

    /**
     * Runs a step until it succeeds.
     *
     * @throws WakeupException if it has ended meanwhile
     */
    void with(Runnable step) throws InterruptedException {
        while (true) {
            try {
                step.run();
                if (reason != null) {
                    LOG.info("event=view-goes-on bootstrap.servers={}", bootstrapServers);
                    reason = null;
                }
                return;
            } catch (WakeupException closed) {
                throw closed;
            } catch (KafkaException away) {
                if (reason == null) {
                    LOG.warn(
                            "event=view-waiting bootstrap.servers={} reason=\"{}\"",
                            bootstrapServers,
                            away.getMessage());
                }
                reason = String.valueOf(away.getMessage());
                if (ended.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                    throw new WakeupException();
                }
            }
        }
    }
}
