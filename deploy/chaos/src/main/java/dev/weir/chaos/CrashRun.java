package dev.weir.chaos;

import dev.weir.local.broker.BrokerFailure;
import dev.weir.verify.Finding.Word;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One run: load, kills at random moments, and the comparison after the last one. The seed decides who is struck, when, and
 * what is sent; how threads and processes interleave it does not.
 */
final class CrashRun {
    /** Longer than a machine takes that is busy with other things; what never comes back does not within this either. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** By default a call that takes longer has timed out. */
    static final long TIMEOUT_MICROS = 5_000_000;

    private static final int LONGEST_CALM_MILLIS = 4_000;
    private static final int LONGEST_DOWN_MILLIS = 3_000;
    private static final int BROKER_ATTEMPTS = 5;

    private final CrashSettings settings;
    private final Deployment deployment;
    private final PrintWriter out;
    private final Random random;
    private final Map<Strike, Integer> strikes = new EnumMap<>(Strike.class);
    private final List<Duration> recoveries = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    CrashRun(CrashSettings settings, Deployment deployment, PrintWriter out) {
        this.settings = settings;
        this.deployment = deployment;
        this.out = out;
        this.random = new Random(settings.seed());
    }

    /** Runs it. */
    CrashResult run() throws InterruptedException {
        Map<String, Object> client = deployment.client();
        deployment.instances().forEach(Instance::start);
        try (Traffic traffic = new Traffic(client, settings.requestsPerSecond(), new Random(settings.seed() + 1));
                Operator operator = new Operator(client, new Random(settings.seed() + 2));
                Progress progress = new Progress(client);
                Audit audit = new Audit(client, TIMEOUT_MICROS)) {
            operator.start();
            awaitRollouts(audit, operator);
            traffic.start();
            await("the shadow stage and the split begin", operator::isSettled);
            awaitKnown(progress);
            traffic.pair();
            strikes(progress);
            traffic.end();
            operator.end();
            Instant end = Instant.now();
            if (progress.mark(end).await(PATIENCE).isEmpty()) {
                failures.add("not everything was read within " + PATIENCE.toSeconds() + " s of the end");
            }
            say("comparing what was published with a recount of the topics");
            List<String> differences = settled(audit);
            say("deriving every decision once more, some minutes after many kills");
            Derivations derivations = audit.derivations();
            differences.addAll(derivations.of(Word.DIFFERS));
            differences.addAll(failures);
            return new CrashResult(strikes, recoveries, audit, derivations, differences);
        }
    }

    private void say(String what) {
        out.println(what);
        out.flush();
    }

    /** Events of a model that no plan was accepted for belong to nobody. */
    private void awaitRollouts(Audit audit, Operator operator) throws InterruptedException {
        await("rollouts start", () -> {
            operator.check();
            audit.said.readOn();
            return audit.said.models.size() == Models.COUNT;
        });
    }

    /** What a task did not know of the rollouts yet has no copies and no outcomes. */
    private void awaitKnown(Progress progress) throws InterruptedException {
        await("every instance knows of the shadow stage and of the split", () -> {
            for (Instance instance : deployment.instances()) {
                if (!instance.knows(Models.SHADOWED, "shadow") || !instance.knows(Models.TRIED, Models.SPLIT)) {
                    return false;
                }
            }
            return true;
        });
        // A task asks its instance once a commit.
        if (progress.mark(Instant.now()).await(PATIENCE).isEmpty()) {
            throw new IllegalStateException("the log was not read on within " + PATIENCE.toSeconds() + " s; read "
                    + deployment.instances().get(0).log());
        }
    }

    /** What is waited for. */
    private interface Condition {
        boolean isMet() throws InterruptedException;
    }

    private void await(String what, Condition condition) throws InterruptedException {
        long since = System.nanoTime();
        while (!condition.isMet()) {
            if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new IllegalStateException("it did not come to it that " + what + "; read "
                        + deployment.instances().get(0).log());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void strikes(Progress progress) throws InterruptedException {
        int kills = 0;
        for (int done = 0; kills < settings.kills(); done++) {
            TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(LONGEST_CALM_MILLIS));
            deployment.instances().stream()
                    .filter(instance -> !instance.isRunning())
                    .forEach(instance -> failures.add(instance.name() + " ended by itself; read " + instance.log()));
            Strike strike = Strike.next(done, deployment.instances().size(), random);
            Instant at = Instant.now();
            Reached.Mark mark = progress.mark(at);
            strike(strike, progress);
            kills += strike.isKill() ? 1 : 0;
            strikes.merge(strike, 1, Integer::sum);
            // One in three comes while the last one has not been recovered from.
            boolean isAwaited = random.nextInt(3) > 0 || kills == settings.kills();
            Optional<Duration> took = isAwaited ? mark.await(PATIENCE) : Optional.empty();
            took.ifPresent(recoveries::add);
            if (isAwaited && took.isEmpty()) {
                failures.add("no recovery within " + PATIENCE.toSeconds() + " s of kill " + kills + ", " + strike);
            }
            out.printf(
                    "%4d of %d  %-20s at %s  %s%n",
                    kills,
                    settings.kills(),
                    strike,
                    at.truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                    took.map(time -> "recovered in %.1f s".formatted(time.toMillis() / 1e3))
                            .orElse(isAwaited ? "NOT RECOVERED" : "not waited for"));
            out.flush();
        }
    }

    private void strike(Strike strike, Progress progress) throws InterruptedException {
        List<Instance> all = deployment.instances();
        Instance one = all.get(random.nextInt(all.size()));
        int down = random.nextInt(LONGEST_DOWN_MILLIS);
        switch (strike) {
            case INSTANCE -> {
                one.kill();
                TimeUnit.MILLISECONDS.sleep(down);
                one.start();
            }
            case TAKEOVER -> {
                one.kill();
                awaitOthers(one, progress);
                one.start();
            }
            case INSTANCES -> {
                for (Instance each : all) {
                    each.kill();
                }
                TimeUnit.MILLISECONDS.sleep(down);
                all.forEach(Instance::start);
            }
            case BROKER -> {
                deployment.kafka().kill();
                TimeUnit.MILLISECONDS.sleep(down);
                restartBroker();
            }
            case BROKER_AND_INSTANCE -> {
                deployment.kafka().kill();
                one.kill();
                TimeUnit.MILLISECONDS.sleep(down);
                restartBroker();
                one.start();
            }
            case LEAVE -> {
                one.stop();
                awaitOthers(one, progress);
                one.start();
            }
            case RESTART -> {
                one.stop();
                TimeUnit.MILLISECONDS.sleep(down);
                one.start();
            }
        }
    }

    /** What is read from when one was gone nobody reads but the others, which have its tasks then. */
    private void awaitOthers(Instance gone, Progress progress) throws InterruptedException {
        if (progress.mark(Instant.now()).await(PATIENCE).isEmpty()) {
            failures.add("the tasks of " + gone.name() + " were not taken over within " + PATIENCE.toSeconds() + " s");
        }
    }

    /** On a machine that does other things too a broker may take longer than it is waited for. */
    private void restartBroker() {
        for (int attempt = 1; ; attempt++) {
            try {
                deployment.kafka().restart();
                return;
            } catch (BrokerFailure slow) {
                deployment.kafka().kill();
                if (attempt == BROKER_ATTEMPTS) {
                    throw slow;
                }
            }
        }
    }

    /** Windows are published a while after they are over; what still differs then does. */
    private List<String> settled(Audit audit) throws InterruptedException {
        long since = System.nanoTime();
        List<String> differences = audit.differences();
        while (!differences.isEmpty() && System.nanoTime() - since < PATIENCE.toNanos()) {
            TimeUnit.SECONDS.sleep(2);
            differences = audit.differences();
        }
        return new ArrayList<>(differences);
    }
}
