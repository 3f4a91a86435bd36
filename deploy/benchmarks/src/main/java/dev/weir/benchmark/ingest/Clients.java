package dev.weir.benchmark.ingest;

import dev.weir.benchmark.operation.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes of one contestant, which share a log among them. */
final class Clients implements AutoCloseable {
    private static final Duration READ_WITHIN = Duration.ofMinutes(15);
    private static final long WATCH_MILLIS = 20;

    private final Cluster cluster;
    private final Path directory;
    private final List<Client> running = new ArrayList<>();

    /**
     * Starts as many as the workload has instances.
     *
     * @param application name of the group they read as
     * @param topics      topics that one reads who does not know of himself what to read
     * @param directory   where their settings, states and logs go
     */
    Clients(Contestant who, String application, Workload workload, List<String> topics, Cluster cluster, Path directory)
            throws IOException {
        this.cluster = cluster;
        this.directory = directory;
        for (int i = 1; i <= workload.instances(); i++) {
            Path home = Files.createDirectories(directory.resolve(application + "-" + i));
            Files.writeString(home.resolve("streams.yaml"), settings(application, home, i, workload.threads()));
            running.add(new Client(
                    home.resolve("log"),
                    List.of(
                            who.name(),
                            cluster.kafka().bootstrapServers(),
                            cluster.registryUrl(),
                            application,
                            Integer.toString(workload.threads()),
                            home.toString(),
                            String.join(",", topics))));
        }
    }

    private String settings(String application, Path home, int instance, int threads) {
        return """
                streams: { applicationId: %s, stateDir: "%s", instance: i%d, threads: %d }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                .formatted(
                        application,
                        home.resolve("state"),
                        instance,
                        threads,
                        cluster.kafka().bootstrapServers(),
                        cluster.registryUrl());
    }

    /** Returns how far they have read together by now, and what that has cost. */
    Sample sample() {
        long polled = 0;
        long cpuNanos = 0;
        long compiling = 0;
        for (Client client : running) {
            Client.Said said = client.said();
            polled += said.records();
            cpuNanos += said.cpuNanos();
            compiling += said.compiling();
        }
        return new Sample(polled, cpuNanos, compiling, brokerNanos(), System.nanoTime());
    }

    /**
     * Waits until they have read so many records together.
     *
     * @throws IllegalStateException if they have not within a quarter of an hour
     */
    Sample await(long records) throws InterruptedException {
        long started = System.nanoTime();
        while (true) {
            Sample sample = sample();
            if (sample.records() >= records) {
                return sample;
            }
            if (sample.atNanos() - started > READ_WITHIN.toNanos()) {
                throw new IllegalStateException("only " + sample.records() + " of " + records
                        + " records were read within " + READ_WITHIN + "; read the logs in " + directory);
            }
            TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
        }
    }

    /** Has them collect all garbage there is, and returns the bytes of their heaps that are in use then. */
    long heapInUse() throws IOException, InterruptedException {
        long bytes = 0;
        for (Client client : running) {
            bytes += client.heapInUse();
        }
        return bytes;
    }

    private long brokerNanos() {
        return ProcessHandle.of(cluster.kafka().pid())
                .flatMap(broker -> broker.info().totalCpuDuration())
                .orElseThrow()
                .toNanos();
    }

    @Override
    public void close() {
        running.forEach(Client::close);
    }
}
