package dev.weir.benchmark.operation;

import dev.weir.benchmark.Ranges;
import dev.weir.schema.RouterReport;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Kills Kafka under load, starts it again, and recounts: a request either has its event on the topic or is in the
 * {@code dropped} of a report there.
 */
@Command(
        name = "outage",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Kills Kafka under load, starts it again, and recounts requests, events and reported drops.")
final class OutageCommand implements Callable<Integer> {

    private static final String MODEL = "m";
    private static final Duration START_WITHIN = Duration.ofSeconds(60);
    private static final Duration RECOUNT_WITHIN = Duration.ofSeconds(60);
    private static final long SAMPLE_MILLIS = 500;

    @Option(names = "--home", required = true, hidden = true)
    private Path home;

    @Option(names = "--away", defaultValue = "600", description = "seconds that Kafka is away")
    private int awaySeconds;

    @Option(names = "--before", defaultValue = "60", description = "seconds of load before")
    private int beforeSeconds;

    @Option(names = "--after", defaultValue = "60", description = "seconds of load after")
    private int afterSeconds;

    @Option(names = "--rate", defaultValue = "200", description = "requests in a second")
    private int rate;

    @Spec
    private CommandSpec spec;

    private final Vertx vertx = Vertx.vertx();
    private SidecarProcess sidecar;
    private EvenLoad load;

    /** Runs, and ends with exit code 1 where a request failed or is not accounted for. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new OutageCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        new Ranges(spec)
                .atLeast(1, "--away", awaySeconds)
                .atLeast(1, "--before", beforeSeconds)
                .atLeast(1, "--after", afterSeconds)
                .atLeast(1, "--rate", rate);
        return Workspace.run("weir-outage", this::run);
    }

    private int run(Path directory) throws Exception {
        try (Cluster cluster = Cluster.start(vertx, directory)) {
            cluster.publish(LongStream.of(1), revision -> Cluster.table(MODEL, revision, 1_000));
            String variant = Variant.start(vertx);
            sidecar = SidecarProcess.start(
                    home,
                    directory.resolve("sidecar"),
                    "measured",
                    cluster,
                    "  m: { unit: \"header:X-User-Id\", variants: { v1: \"%s\", v2: \"%s\" } }\n"
                            .formatted(variant, variant));
            try (SidecarProcess running = sidecar) {
                running.awaitReady(START_WITHIN);
                return measure(cluster);
            }
        } finally {
            vertx.close().await(START_WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private int measure(Cluster cluster) throws Exception {
        load = new EvenLoad(vertx, sidecar.proxyPort(), MODEL, rate);
        load.start();
        Resident before = resident(beforeSeconds);
        say("before: " + before);

        cluster.kafka().kill();
        say("Kafka is killed");
        Resident early = resident(awaySeconds / 2);
        Resident late = resident(awaySeconds - awaySeconds / 2);
        say("away, first half: " + early + "; second half: " + late);
        say("health while it is away: " + sidecar.health().encode());
        long publishedAway = published();

        cluster.kafka().restart();
        long backNanos = System.nanoTime();
        cluster.publish(LongStream.of(2), revision -> Cluster.table(MODEL, revision, 2_000));
        Duration events = since(backNanos, () -> published() > publishedAway);
        Duration table = since(
                backNanos, () -> sidecar.ask("/v1/decide?model=" + MODEL).body().contains("\"revision\":2"));
        Resident after = resident(afterSeconds);
        load.stop();
        say("after: " + after);

        Recount recount = recount(cluster);
        System.out.printf(
                """
                requests answered       %,d
                requests failed         %,d
                events on the topic     %,d (%,d twice)
                dropped, as reported    %,d
                not accounted for       %,d
                resident MB before      %s
                  away, first half      %s
                  away, second half     %s
                  after                 %s
                events again after      %.1f s (since Kafka serves)
                a new table after       %.1f s
                """,
                load.answered(),
                load.failed(),
                recount.events(),
                recount.twice(),
                recount.dropped(),
                load.answered() - recount.told(),
                before,
                early,
                late,
                after,
                events.toMillis() / 1e3,
                table.toMillis() / 1e3);
        return load.failed() == 0 && recount.told() == load.answered() && recount.twice() == 0 ? 0 : 1;
    }

    private static void say(String what) {
        System.err.println("outage: " + what);
    }

    private long published() throws IOException, InterruptedException {
        return sidecar.health().getJsonObject("events").getLong("published");
    }

    private static Duration since(long startNanos, Callable<Boolean> happened) throws Exception {
        while (!happened.call()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Looks at the memory of the sidecar for some seconds. */
    private Resident resident(int seconds) throws IOException, InterruptedException {
        Resident seen = Resident.NONE;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        do {
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
            seen = seen.with(sidecar.use().residentMb());
        } while (System.nanoTime() - end < 0);
        return seen;
    }

    /** Counts until all is accounted for, or for a minute. */
    private Recount recount(Cluster cluster) throws InterruptedException {
        long giveUp = System.nanoTime() + RECOUNT_WITHIN.toNanos();
        Recount recount = Recount.of(cluster);
        while (recount.told() != load.answered() && System.nanoTime() - giveUp < 0) {
            TimeUnit.SECONDS.sleep(1);
            recount = Recount.of(cluster);
        }
        return recount;
    }

    /** Least, largest and last of the figures seen, in MB. */
    private record Resident(double least, double largest, double last) {

        static final Resident NONE = new Resident(Double.MAX_VALUE, 0, 0);

        Resident with(double megabytes) {
            return new Resident(Math.min(least, megabytes), Math.max(largest, megabytes), megabytes);
        }

        @Override
        public String toString() {
            return "%.0f to %.0f, at its end %.0f".formatted(least, largest, last);
        }
    }

    /** What the topics say. */
    private record Recount(long events, long twice, long dropped) {

        static Recount of(Cluster cluster) {
            Set<String> requests = new HashSet<>();
            AtomicLong records = new AtomicLong();
            cluster.read(Topics.INFERENCE_EVENTS, record -> {
                records.incrementAndGet();
                requests.add(record.key());
            });
            Deserializer<RouterReport> reports =
                    AvroSerdes.from(cluster.clients()).deserializer(RouterReport.class);
            AtomicLong dropped = new AtomicLong();
            String topic = Topics.ROUTER_REPORTS.name(TopicNames.DEFAULT);
            cluster.read(
                    Topics.ROUTER_REPORTS,
                    record -> dropped.addAndGet(
                            reports.deserialize(topic, record.value()).getDropped()));
            return new Recount(requests.size(), records.get() - requests.size(), dropped.get());
        }

        long told() {
            return events + dropped;
        }
    }
}
