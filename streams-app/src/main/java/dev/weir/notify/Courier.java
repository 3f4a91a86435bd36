package dev.weir.notify;

import dev.weir.config.NotifyChannel;
import dev.weir.schema.Alert;
import dev.weir.wire.JsonCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the alerts of one channel in their order, on a thread of its own, so that a channel that hangs holds up no
 * other. An alert that is not taken is tried again until its deadline; then it is given up, said so and counted.
 */
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final long CLOSE_MS = 2_000;

    private final NotifyChannel channel;
    private final Post post;
    private final BackOff backOff;
    private final ChannelMeters meters;
    private final LinkedBlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private final Thread thread;

    Courier(NotifyChannel channel, BackOff backOff, MeterRegistry registry) {
        this.channel = channel;
        this.post = new Post(channel);
        this.backOff = backOff;
        this.meters = new ChannelMeters(registry, channel.name(), letters::size);
        this.thread = new Thread(this::run, "weir-notify-" + channel.name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether an alert is for this channel. */
    boolean wants(Alert alert) {
        return alert.getSeverity().ordinal() >= channel.least().ordinal()
                && (channel.models().isEmpty() || channel.models().contains(alert.getModel()));
    }

    /** Takes an alert to be delivered. */
    void take(Alert alert, PartitionProgress progress, long offset) {
        letters.add(new Letter(alert, progress, offset, Instant.now().plus(channel.giveUpAfter())));
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Letter letter = letters.take();
                deliver(letter);
                letter.progress().done(letter.offset());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is interrupted here is sent again by whoever reads the partition next. */
    private void deliver(Letter letter) throws InterruptedException {
        for (int attempts = 1; !letter.progress().isRevoked(); attempts++) {
            Attempt attempt = attempt(letter.alert());
            if (attempt instanceof Attempt.Delivered) {
                meters.delivered();
                return;
            }
            meters.failed();
            if (attempt instanceof Attempt.Refused refused) {
                giveUp(letter, attempts, refused.why());
                return;
            }
            Attempt.Failed failed = (Attempt.Failed) attempt;
            Duration wait = longer(backOff.after(attempts), failed.after().orElse(Duration.ZERO));
            if (Instant.now().plus(wait).isAfter(letter.deadline())) {
                giveUp(letter, attempts, failed.why());
                return;
            }
            if (attempts == 1) {
                LOG.warn(
                        "event=notify-retries channel={} alert={} reason=\"{}\" retryInMs={}",
                        channel.name(),
                        letter.alert().getAlertId(),
                        failed.why(),
                        wait.toMillis());
            }
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private Attempt attempt(Alert alert) throws InterruptedException {
        try {
            return post.send(alert);
        } catch (RuntimeException unforeseen) {
            LOG.error("event=notify-failed channel={} alert={}", channel.name(), alert.getAlertId(), unforeseen);
            return new Attempt.Refused(unforeseen.getClass().getSimpleName());
        }
    }

    private void giveUp(Letter letter, int attempts, String why) {
        meters.givenUp();
        LOG.error(
                "event=notify-given-up channel={} attempts={} reason=\"{}\" alert={}",
                channel.name(),
                attempts,
                why,
                JsonCodec.toJson(letter.alert()));
    }

    /** Begins to end, so that several can do so at once. */
    void interrupt() {
        thread.interrupt();
    }

    /** Ends within two seconds; what is not delivered by then is read again. */
    @Override
    public void close() {
        interrupt();
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
