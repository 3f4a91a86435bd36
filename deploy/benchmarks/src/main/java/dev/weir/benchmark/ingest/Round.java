package dev.weir.benchmark.ingest;

import dev.weir.benchmark.operation.Cluster;
import dev.weir.schema.Decision;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.view.ControlTopics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * One log on a broker of its own, with models in the stage that is to be measured, and those who read it one after the
 * other, each from the same place.
 */
final class Round implements AutoCloseable {
    private static final String APPLICATION = "weir";
    private static final String EVENTS = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);
    private static final String OUTCOMES = TopicNames.DEFAULT.of(Topics.OUTCOMES);
    private static final Duration STAGE_WITHIN = Duration.ofMinutes(10);
    private static final Duration STAGE_WITHIN_EACH = Duration.ofMillis(60);
    private static final Duration SAID_EVERY = Duration.ofSeconds(30);
    private static final int PLANS_AT_A_TIME = 50;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Workload workload;
    private final Path directory;
    private final Cluster cluster;
    private final Offsets offsets;
    private final EventWriter writer;
    private final Map<String, Long> revisions = new HashMap<>();
    private Map<TopicPartition, Long> begin;
    private long events;

    Round(Vertx vertx, Workload workload, Path directory, long seed) throws IOException {
        this.workload = workload;
        this.directory = Files.createDirectories(directory);
        this.cluster = Cluster.start(vertx, directory);
        this.offsets = new Offsets(cluster.kafka().bootstrapServers());
        this.writer = new EventWriter(cluster.clients(), workload, seed);
    }

    /** Leads every model to its stage, with the application as it will be measured. */
    void prepare() throws Exception {
        Clients running = clients(Contestant.WEIR, APPLICATION);
        try (ControlTopics control = new ControlTopics(cluster.clients(), TopicNames.DEFAULT)) {
            // As many at a time as the control plane takes.
            for (int first = 0; first < workload.models(); first += PLANS_AT_A_TIME) {
                var submitted = IntStream.range(first, Math.min(first + PLANS_AT_A_TIME, workload.models()))
                        .mapToObj(number -> control.submit(Plans.plan(workload, Traffic.model(number))))
                        .toList();
                for (var each : submitted) {
                    each.get();
                }
            }
            awaitStage(running);
        } finally {
            running.close();
        }
        begin = offsets.ends(partitions());
    }

    private void awaitStage(Clients running) throws InterruptedException {
        Deserializer<Decision> decisions = AvroSerdes.from(cluster.clients()).deserializer(Decision.class);
        String stage = Plans.stage(workload);
        Duration within = STAGE_WITHIN.plus(STAGE_WITHIN_EACH.multipliedBy(workload.models()));
        long started = System.nanoTime();
        long said = started;
        while (revisions.size() < workload.models()) {
            // Throws if one has ended.
            running.sample();
            long now = System.nanoTime();
            if (now - said > SAID_EVERY.toNanos()) {
                said = now;
                System.err.printf(
                        "ingest: %,d of %,d models have reached %s%n", revisions.size(), workload.models(), stage);
            }
            if (now - started > within.toNanos()) {
                throw new IllegalStateException("only " + revisions.size() + " of " + workload.models()
                        + " models have reached " + stage + "; read the logs in " + directory);
            }
            writer.first(Instant.now());
            TimeUnit.SECONDS.sleep(2);
            cluster.read(Topics.DECISIONS, record -> {
                Decision decision = decisions.deserialize(record.topic(), record.value());
                if (stage.equals(decision.getToStage())) {
                    revisions.put(decision.getModel(), decision.getRevision());
                }
            });
        }
    }

    /** Writes what is to be read. */
    void write(long count, int density) {
        events = count;
        writer.write(count, density, revisions);
    }

    /** Returns how many bytes the value of an event has on average. */
    long eventBytes() {
        return writer.eventBytes();
    }

    /**
     * Lets somebody read the log to its end.
     *
     * @param warmUp events that are read before those that count
     * @param count  events that count, the last ones of the log
     * @throws IllegalStateException if anybody who counts has not counted each event once
     */
    Cost measure(Contestant who, long warmUp, long count) throws Exception {
        String application = who == Contestant.WEIR
                ? APPLICATION
                : APPLICATION + "-" + who.name().toLowerCase(Locale.ROOT);
        Map<TopicPartition, Long> from = from(who, (double) (warmUp + count) / events);
        offsets.begin(application, from);
        if (who == Contestant.IDIOMATIC) {
            offsets.create(IdiomaticJob.FIGURES, Topics.MODEL_PARTITIONS);
        }
        Map<TopicPartition, Long> ends = offsets.ends(from.keySet());
        long records = Offsets.left(from, ends);
        Map<TopicPartition, Long> fromEvents = new HashMap<>(from);
        fromEvents.keySet().removeIf(partition -> !partition.topic().equals(EVENTS));
        long toCount = Offsets.left(fromEvents, ends);
        try (CountCheck check = CountCheck.of(cluster.clients(), who);
                Clients running = clients(who, application)) {
            Sample first = running.await(records * warmUp / (warmUp + count));
            Sample last = running.await(records);
            if (check != null) {
                check.await(toCount);
            }
            return Cost.between(first, last);
        }
    }

    /** Where one begins who reads this share of the log; the job in the DSL reads events alone. */
    private Map<TopicPartition, Long> from(Contestant who, double share) throws Exception {
        Map<TopicPartition, Long> from = new HashMap<>();
        offsets.ends(begin.keySet()).forEach((partition, end) -> {
            if (who != Contestant.IDIOMATIC || partition.topic().equals(EVENTS)) {
                from.put(partition, end - Math.round((end - begin.get(partition)) * share));
            }
        });
        return from;
    }

    /** Writes so many events in each second, for minutes, while the application reads, and tells what each minute was like. */
    void load(int perSecond, int minutes, Consumer<EnduranceCommand.Minute> each) throws Exception {
        offsets.begin(APPLICATION, offsets.ends(partitions()));
        try (Clients running = clients(Contestant.WEIR, APPLICATION);
                EvenWriting writing = new EvenWriting(writer, perSecond, revisions)) {
            // What was read and what it cost is told from the second minute on: the first compiles.
            writing.start();
            TimeUnit.MINUTES.sleep(1);
            for (int minute = 0; minute < minutes; minute++) {
                Sample first = running.sample();
                long deltas = deltas();
                TimeUnit.MINUTES.sleep(1);
                Sample last = running.sample();
                double nanos = last.atNanos() - first.atNanos();
                double seconds = nanos / NANOS_PER_SECOND;
                double told = (deltas() - deltas) / seconds;
                long lag = offsets.lag(APPLICATION, partitions());
                each.accept(new EnduranceCommand.Minute(
                        (last.records() - first.records()) / seconds,
                        lag,
                        running.heapInUse(),
                        (last.clientNanos() - first.clientNanos()) / nanos,
                        told,
                        writing.perSecond()));
            }
        }
    }

    /** Records of counts that were written, markers of transactions among them. */
    private long deltas() throws Exception {
        Set<TopicPartition> partitions = Offsets.partitions(
                        TopicNames.DEFAULT.of(Topics.DELTAS), Topics.MODEL_PARTITIONS)
                .collect(Collectors.toSet());
        return offsets.ends(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private List<String> topics(Contestant who) {
        return workload.outcomes() && who != Contestant.IDIOMATIC ? List.of(EVENTS, OUTCOMES) : List.of(EVENTS);
    }

    private Set<TopicPartition> partitions() {
        return topics(Contestant.WEIR).stream()
                .flatMap(topic -> Offsets.partitions(topic, Topics.REQUEST_PARTITIONS))
                .collect(Collectors.toSet());
    }

    private Clients clients(Contestant who, String application) throws IOException {
        return new Clients(who, application, workload, topics(who), cluster, directory);
    }

    @Override
    public void close() {
        writer.close();
        offsets.close();
        cluster.close();
    }
}
