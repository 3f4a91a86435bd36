package dev.weir.benchmark.ingest;

import com.sun.management.OperatingSystemMXBean;
import dev.weir.app.StreamsApp;
import dev.weir.config.AppConfigFile;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a JVM that reads the log: says every few milliseconds how many records its consumers have polled and
 * what CPU time it has used, until its standard input ends; and what a full collection left, once it is asked for one.
 *
 * <p>Arguments: who reads, the bootstrap servers, the registry, the application id, threads, a directory for settings and
 * state, the topics.
 */
final class ClientProcess {
    /** How a line begins that tells how much was polled, and the CPU time so far. */
    static final String POLLED = "polled ";

    private static final long SAMPLE_MILLIS = 50;

    private static volatile Collected collected = new Collected(0, 0);

    private ClientProcess() {}

    /** Reads until told to end. */
    public static void main(String[] args) {
        try {
            run(args);
            System.exit(0);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        PrintStream parent = System.out;
        // What is logged must not come between.
        System.setOut(System.err);
        Contestant who = Contestant.valueOf(args[0]);
        int threads = Integer.parseInt(args[4]);
        Job job = new Job(args[1], args[2], args[3], threads, Path.of(args[5]), List.of(args[6].split(",")));
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        AutoCloseable running = start(who, job);
        boolean isIdiomatic = who == Contestant.IDIOMATIC;
        PolledRecords polled = new PolledRecords(isIdiomatic ? IdiomaticJob.repartitioned(job) : job.topics());
        int times = isIdiomatic ? IdiomaticJob.BREAKDOWNS : 1;
        CountDownLatch told = endOfInput();
        while (!told.await(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
            parent.println(POLLED + polled.count() / times + " " + system.getProcessCpuTime() + " "
                    + CompilerThreads.cpuNanos() + " " + collected);
        }
        running.close();
    }

    /** Opens when the parent closes the standard input, or ends however it ends. */
    private static CountDownLatch endOfInput() {
        CountDownLatch end = new CountDownLatch(1);
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            collect();
                        }
                    } catch (IOException brokenPipe) {
                        // As good as its end.
                    }
                    end.countDown();
                },
                "parent-watcher");
        watcher.setDaemon(true);
        watcher.start();
        return end;
    }

    /** Collects all garbage there is, as the parent asks for with any byte. */
    private static void collect() {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        collected = new Collected(collected.times + 1, used);
    }

    /**
     * What a collection left.
     *
     * @param times how often it was asked for
     * @param bytes heap in use after the last time
     */
    private record Collected(int times, long bytes) {
        @Override
        public String toString() {
            return times + " " + bytes;
        }
    }

    private static AutoCloseable start(Contestant who, Job job) {
        return switch (who) {
            case BARE, DECODED -> new PollLoop(job, who == Contestant.DECODED);
            case WEIR -> weir(job);
            case IDIOMATIC -> IdiomaticJob.start(job);
        };
    }

    private static StreamsApp weir(Job job) {
        return StreamsApp.start(AppConfigFile.read(job.directory().resolve("streams.yaml"), Map.of(), Map.of()));
    }

    /** What a client is told. */
    record Job(
            String bootstrapServers,
            String registryUrl,
            String applicationId,
            int threads,
            Path directory,
            List<String> topics) {

        Map<String, Object> client() {
            return Map.of("bootstrap.servers", bootstrapServers, "schema.registry.url", registryUrl);
        }
    }
}
