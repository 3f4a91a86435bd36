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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * One log on a broker of its own, with models in the stage that is to be measured, and those who read it one after the
 * other, each from the same place.
 */
final class Round implements AutoCloseable {
    private static final String APPLICATION = "weir";
    private static final String EVENTS = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);
    private static final String OUTCOMES = TopicNames.DEFAULT.of(Topics.OUTCOMES);
    private static final Duration STAGE_WITHIN = Duration.ofMinutes(3);
    private static final Duration STAGE_WITHIN_EACH = Duration.ofMillis(60);
    private static final Duration MISSED_WITHIN = Duration.ofMinutes(1);
    private static final Duration SAID_EVERY = Duration.ofSeconds(30);
    private static final Duration READ_WITHIN = Duration.ofMinutes(15);
    private static final int PLANS_AT_A_TIME = 50;
    private static final long WATCH_MILLIS = 20;
    private static final short ONE_REPLICA = 1;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Workload workload;
    private final Path directory;
    private final Cluster cluster;
    private final Admin admin;
    private final EventWriter writer;
    private final Map<String, Long> revisions = new HashMap<>();
    private Map<TopicPartition, Long> begin;
    private long events;

    Round(Vertx vertx, Workload workload, Path directory, long seed) throws IOException {
        this.workload = workload;
        this.directory = Files.createDirectories(directory);
        this.cluster = Cluster.start(vertx, directory);
        this.admin = Admin.create(Map.of("bootstrap.servers", cluster.kafka().bootstrapServers()));
        this.writer = new EventWriter(cluster.clients(), workload, seed);
    }

    /** Leads every model to its stage, with the application as it will be measured. */
    void prepare() throws Exception {
        List<Client> running = clients(Contestant.WEIR, APPLICATION);
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
            awaitStage();
        } finally {
            running.forEach(Client::close);
        }
        begin = ends(partitions());
    }

    private void awaitStage() throws InterruptedException {
        Deserializer<Decision> decisions = AvroSerdes.from(cluster.clients()).deserializer(Decision.class);
        String stage = Plans.stage(workload);
        Duration within = STAGE_WITHIN.plus(STAGE_WITHIN_EACH.multipliedBy(workload.models()));
        long started = System.nanoTime();
        long said = started;
        while (revisions.size() < workload.models()) {
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
        beginAt(application, from);
        if (who == Contestant.IDIOMATIC) {
            admin.createTopics(List.of(new NewTopic(IdiomaticJob.FIGURES, Topics.MODEL_PARTITIONS, ONE_REPLICA)))
                    .all()
                    .get();
        }
        Map<TopicPartition, Long> ends = ends(from.keySet());
        long records = left(from, ends, partition -> true);
        long toCount = left(from, ends, partition -> partition.topic().equals(EVENTS));
        List<Client> running = new ArrayList<>();
        try (CountCheck check = CountCheck.of(cluster.clients(), who)) {
            running.addAll(clients(who, application));
            Sample first = await(running, records * warmUp / (warmUp + count));
            Sample last = await(running, records);
            if (check != null) {
                check.await(toCount);
            }
            return Cost.between(first, last);
        } finally {
            running.forEach(Client::close);
        }
    }

    /** Sets where a group begins to read, once its members of before are gone or missed. */
    private void beginAt(String group, Map<TopicPartition, Long> from) throws Exception {
        long started = System.nanoTime();
        while (true) {
            try {
                admin.alterConsumerGroupOffsets(group, offsets(from)).all().get();
                return;
            } catch (ExecutionException failed) {
                boolean isInUse = failed.getCause() instanceof UnknownMemberIdException;
                if (!isInUse || System.nanoTime() - started > MISSED_WITHIN.toNanos()) {
                    throw failed;
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** Writes so many events in each second, for minutes, while the application reads, and tells what each minute was like. */
    void load(int perSecond, int minutes, Consumer<EnduranceCommand.Minute> each) throws Exception {
        beginAt(APPLICATION, ends(partitions()));
        List<Client> running = clients(Contestant.WEIR, APPLICATION);
        EvenWriting writing = new EvenWriting(writer, perSecond, revisions);
        try {
            // What was read and what it cost is told from the second minute on: the first compiles.
            writing.start();
            TimeUnit.MINUTES.sleep(1);
            for (int minute = 0; minute < minutes; minute++) {
                long beginNanos = System.nanoTime();
                long records = sum(running, Client.Said::records);
                long cpuNanos = sum(running, Client.Said::cpuNanos);
                long deltas = deltas();
                TimeUnit.MINUTES.sleep(1);
                double nanos = System.nanoTime() - beginNanos;
                double read = sum(running, Client.Said::records) - records;
                double processors = (sum(running, Client.Said::cpuNanos) - cpuNanos) / nanos;
                double told = (deltas() - deltas) / (nanos / NANOS_PER_SECOND);
                long heapBytes = 0;
                long lag = lag();
                for (Client client : running) {
                    heapBytes += client.heapInUse();
                }
                each.accept(new EnduranceCommand.Minute(
                        read / (nanos / NANOS_PER_SECOND), lag, heapBytes, processors, told, writing.perSecond()));
            }
        } finally {
            writing.close();
            running.forEach(Client::close);
        }
    }

    private static long sum(List<Client> clients, ToLongFunction<Client.Said> figure) {
        return clients.stream().map(Client::said).mapToLong(figure).sum();
    }

    /** Records of counts that were written, markers of transactions among them. */
    private long deltas() throws Exception {
        Set<TopicPartition> partitions = IntStream.range(0, Topics.MODEL_PARTITIONS)
                .mapToObj(partition -> new TopicPartition(TopicNames.DEFAULT.of(Topics.DELTAS), partition))
                .collect(Collectors.toSet());
        return ends(partitions).values().stream().mapToLong(Long::longValue).sum();
    }

    private long lag() throws Exception {
        Map<TopicPartition, Long> ends = ends(partitions());
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(APPLICATION)
                .partitionsToOffsetAndMetadata()
                .get();
        return left(
                ends.keySet().stream().collect(Collectors.toMap(each -> each, each -> read.get(each)
                        .offset())),
                ends,
                partition -> true);
    }

    private Map<TopicPartition, Long> from(Contestant who, double share) throws Exception {
        Map<TopicPartition, Long> from = new HashMap<>();
        ends(begin.keySet()).forEach((partition, end) -> {
            if (who != Contestant.IDIOMATIC || partition.topic().equals(EVENTS)) {
                from.put(partition, end - Math.round((end - begin.get(partition)) * share));
            }
        });
        return from;
    }

    private static long left(
            Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends, Predicate<TopicPartition> of) {
        return from.entrySet().stream()
                .filter(each -> of.test(each.getKey()))
                .mapToLong(each -> ends.get(each.getKey()) - each.getValue())
                .sum();
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> from) {
        return from.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue())));
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                .all()
                .get()
                .forEach((partition, found) -> ends.put(partition, found.offset()));
        return ends;
    }

    private List<String> topics(Contestant who) {
        return workload.outcomes() && who != Contestant.IDIOMATIC ? List.of(EVENTS, OUTCOMES) : List.of(EVENTS);
    }

    private Set<TopicPartition> partitions() {
        return topics(Contestant.WEIR).stream()
                .flatMap(topic -> IntStream.range(0, Topics.REQUEST_PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
                .collect(Collectors.toSet());
    }

    private List<Client> clients(Contestant who, String application) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 1; i <= workload.instances(); i++) {
            Path home = Files.createDirectories(directory.resolve(application + "-" + i));
            Files.writeString(home.resolve("streams.yaml"), settings(home, i));
            clients.add(new Client(
                    home.resolve("log"),
                    List.of(
                            who.name(),
                            cluster.kafka().bootstrapServers(),
                            cluster.registryUrl(),
                            application,
                            Integer.toString(workload.threads()),
                            home.toString(),
                            String.join(",", topics(who)))));
        }
        return clients;
    }

    private String settings(Path home, int instance) {
        return """
                streams: { applicationId: %s, stateDir: "%s", instance: i%d, threads: %d }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                .formatted(
                        APPLICATION,
                        home.resolve("state"),
                        instance,
                        workload.threads(),
                        cluster.kafka().bootstrapServers(),
                        cluster.registryUrl());
    }

    private Sample await(List<Client> running, long records) throws InterruptedException {
        long started = System.nanoTime();
        while (true) {
            long polled = 0;
            long cpuNanos = 0;
            long compiling = 0;
            for (Client client : running) {
                Client.Said said = client.said();
                polled += said.records();
                cpuNanos += said.cpuNanos();
                compiling += said.compiling();
            }
            if (polled >= records) {
                return new Sample(polled, cpuNanos, compiling, brokerNanos(), System.nanoTime());
            }
            if (System.nanoTime() - started > READ_WITHIN.toNanos()) {
                throw new IllegalStateException("only " + polled + " of " + records + " records were read within "
                        + READ_WITHIN + "; read the logs in " + directory);
            }
            TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
        }
    }

    private long brokerNanos() {
        return ProcessHandle.of(cluster.kafka().pid())
                .flatMap(broker -> broker.info().totalCpuDuration())
                .orElseThrow()
                .toNanos();
    }

    @Override
    public void close() {
        writer.close();
        admin.close();
        cluster.close();
    }
}
