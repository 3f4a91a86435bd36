package dev.weir.chaos;

import dev.weir.topic.Topics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Kills an instance again and again and takes the time until every partition has a verdict again; beside it a member of a
 * bare consumer group is killed at the same moment, and the time taken until every partition is read again.
 */
final class RecoveryRun {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LONGEST_START = Duration.ofMinutes(15);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int CALM_SECONDS = 10;

    private final int models;
    private final int requestsPerSecond;
    private final int rounds;
    private final PrintWriter out;

    RecoveryRun(int models, int requestsPerSecond, int rounds, PrintWriter out) {
        this.models = models;
        this.requestsPerSecond = requestsPerSecond;
        this.rounds = rounds;
        this.out = out;
    }

    /** A way of being prepared: how many instances there are, standbys of each task, and whether the killed one returns. */
    enum Case {
        ONE_STARTED_AGAIN("one instance, started again at once", 1, 0, true),
        TWO_STARTED_AGAIN("two, the killed one started again at once", 2, 0, true),
        TAKEN_OVER("two, the other takes over", 2, 0, false),
        TAKEN_OVER_BY_STANDBY("two with a standby, the other takes over", 2, 1, false);

        private final String text;
        private final int instances;
        private final int standbys;
        private final boolean again;

        Case(String text, int instances, int standbys, boolean again) {
            this.text = text;
            this.instances = instances;
            this.standbys = standbys;
            this.again = again;
        }
    }

    /** Runs one case and prints its line. */
    void run(Case each, Path directory) throws InterruptedException {
        String streams = "threads: 1, standbyReplicas: " + each.standbys;
        Reached bareUntil = new Reached(Topics.REQUEST_PARTITIONS);
        List<BareMember> bare = new ArrayList<>();
        try (Deployment deployment = Deployment.start(directory, each.instances, streams, List.of());
                Load load = new Load(deployment.client(), models, requestsPerSecond);
                Progress progress = new Progress(deployment.client());
                VerdictWatch verdicts = new VerdictWatch(deployment.client())) {
            for (int i = 1; i <= each.instances; i++) {
                bare.add(new BareMember("bare-" + i, deployment.kafka().bootstrapServers(), bareUntil));
            }
            deployment.instances().forEach(Instance::start);
            bare.forEach(BareMember::start);
            load.start();
            out.printf("%-42s  all %,d plans decided on after %s%n", each.text, models, started(deployment));
            out.flush();
            List<Duration> reading = new ArrayList<>();
            List<Duration> judging = new ArrayList<>();
            List<Duration> reference = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                calm(progress, verdicts);
                Instance victim = deployment.instances().get(round % each.instances);
                victim.kill();
                bare.get(round % each.instances).kill();
                // Once both are gone: what is read from here on no process reads that is about to die.
                Instant at = Instant.now();
                if (each.again) {
                    victim.start();
                    bare.get(round % each.instances).start();
                }
                Reached.Mark bareRead = bareUntil.mark(at);
                Reached.Mark read = progress.mark(at);
                Reached.Mark judged = verdicts.mark(at);
                reference.add(await(bareRead));
                reading.add(await(read));
                judging.add(await(judged));
                if (!each.again) {
                    victim.start();
                    bare.get(round % each.instances).start();
                }
            }
            out.printf(
                    "%-42s  verdicts %-16s  read %-16s  bare group %-16s  ratio %.1f%n",
                    each.text,
                    text(judging),
                    text(reading),
                    text(reference),
                    (double) median(judging) / median(reference));
            out.flush();
        } finally {
            bare.forEach(BareMember::close);
        }
    }

    /** Waits until there is a decision on every model, and returns how long that took from now on. */
    private String started(Deployment deployment) {
        long since = System.nanoTime();
        Set<String> decided = new HashSet<>();
        try (TopicReader decisions = new TopicReader(deployment.client(), Topics.DECISIONS)) {
            while (decided.size() < models) {
                if (System.nanoTime() - since > LONGEST_START.toNanos()) {
                    throw new IllegalStateException("only " + decided.size() + " of " + models
                            + " plans were decided on within " + LONGEST_START.toMinutes() + " min");
                }
                decisions.poll(POLL, record -> decided.add(new String(record.key(), StandardCharsets.UTF_8)));
            }
        }
        return "%.1f s".formatted((System.nanoTime() - since) / 1e9);
    }

    private static void calm(Progress progress, VerdictWatch verdicts) throws InterruptedException {
        await(progress.mark(Instant.now()));
        TimeUnit.SECONDS.sleep(CALM_SECONDS);
        await(verdicts.mark(Instant.now()));
        await(progress.mark(Instant.now()));
    }

    private static Duration await(Reached.Mark mark) throws InterruptedException {
        return mark.await(PATIENCE)
                .orElseThrow(
                        () -> new IllegalStateException("it did not recover within " + PATIENCE.toSeconds() + " s"));
    }

    private static long median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2).toMillis();
    }

    private static String text(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        return "%.1f s (%.1f..%.1f)"
                .formatted(
                        median(times) / 1e3,
                        sorted.get(0).toMillis() / 1e3,
                        sorted.get(sorted.size() - 1).toMillis() / 1e3);
    }
}
