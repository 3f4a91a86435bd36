package dev.weir.cli;

import dev.weir.config.AppConfig;
import dev.weir.publish.EventPublisher;
import dev.weir.publish.PublisherStats;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.wire.EventFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir publish FILE}: the events of a file to Kafka. */
@Command(
        name = "publish",
        description = "Publish the events of a file (JSON Lines, also .gz) to Kafka.",
        footer = {
            "",
            "Every line is checked before the first event is published.",
            "Example: weir publish events.jsonl.gz --bootstrap-server kafka:9092"
        })
final class PublishCommand extends WeirCommand {
    private static final int QUEUE = 20_000;

    /** Some room for what is counted a moment late, so that the publisher never has to drop. */
    private static final int QUEUE_FILLED = QUEUE - 1_000;

    /** Kafka or the registry counts as away when nothing was delivered for so long; from the beginning half of it. */
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    @Mixin
    private KafkaOptions kafka;

    @Parameters(paramLabel = "FILE", description = "Event file.")
    private Path file;

    private long told;

    @Override
    int run() throws InterruptedException {
        AppConfig config = kafka.settings();
        Map<String, Object> settings = new HashMap<>(config.kafkaClient());
        settings.put("weir.publisher.queue", QUEUE);
        long events = each(event -> true);
        err().println(file + ": " + events + " events");
        BootstrapServers.check(config);
        try (EventPublisher publisher = EventPublisher.start(settings, config.topics())) {
            publish(publisher);
            drain(publisher);
            publisher.close(STANDSTILL);
            return report(publisher.stats(), events);
        } catch (KafkaException wrong) {
            throw new CommandFailure(wrong.getMessage());
        }
    }

    private interface Step {
        boolean take(SpecificRecord event) throws InterruptedException;
    }

    /** Gives every event of the file to a step; returns how many there are. */
    private long each(Step step) throws InterruptedException {
        long events = 0;
        try (EventFile reader = EventFile.open(file)) {
            for (Optional<SpecificRecord> event = reader.next(); event.isPresent(); event = reader.next()) {
                if (!step.take(event.get())) {
                    throw new CommandFailure(file + " line " + reader.line() + ": not taken by the publisher");
                }
                events++;
            }
            return events;
        } catch (IOException unreadable) {
            throw CommandFailure.unreadable(file, unreadable);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(wrong.getMessage());
        }
    }

    private void publish(EventPublisher publisher) throws InterruptedException {
        each(event -> {
            awaitQueue(publisher, QUEUE_FILLED);
            return event instanceof InferenceEvent inference
                    ? publisher.publish(inference)
                    : publisher.publish((OutcomeEvent) event);
        });
    }

    private void drain(EventPublisher publisher) throws InterruptedException {
        awaitQueue(publisher, 0);
    }

    /** Waits until no more than a number of events are queued, saying now and then how far it is. */
    private void awaitQueue(EventPublisher publisher, long queued) throws InterruptedException {
        long delivered = publisher.stats().published();
        long since = System.nanoTime();
        long said = since;
        for (PublisherStats stats = publisher.stats(); stats.queued() > queued; stats = publisher.stats()) {
            long now = System.nanoTime();
            if (stats.published() > delivered) {
                delivered = stats.published();
                since = now;
            }
            Duration limit = delivered == 0 ? STANDSTILL.dividedBy(2) : STANDSTILL;
            if (now - since > limit.toNanos()) {
                throw new CommandFailure("nothing was delivered for " + limit.toSeconds() + " s, after " + delivered
                        + " events; are Kafka and the schema registry running?");
            }
            if (now - said > TimeUnit.SECONDS.toNanos(1)) {
                say(stats.published());
                said = now;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Says how far it is, if that is further than it said last. */
    private void say(long published) {
        if (published > told) {
            told = published;
            err().println("published " + published);
            err().flush();
        }
    }

    private int report(PublisherStats stats, long events) {
        err().println("published " + stats.published() + " of " + events + " events, failed " + stats.failed());
        return stats.published() == events ? DONE : FAILED;
    }
}
