package dev.weir.local.demo;

import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.local.load.LoadReport;
import dev.weir.local.load.VariantLoad;
import dev.weir.local.platform.Platform;
import dev.weir.local.platform.Programs;
import dev.weir.publish.EventPublisher;
import dev.weir.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: starts everything, sends load, tries one rollout after the other and tells how each went. */
final class Demo {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration REFRESH = Duration.ofMillis(200);
    private static final Duration ACK_LIMIT = Duration.ofSeconds(10);

    private final Path directory;
    private final DemoOptions options;
    private final DemoView view;

    Demo(Path directory, DemoOptions options, DemoView view) {
        this.directory = directory;
        this.options = options;
        this.view = view;
    }

    /**
     * Runs the acts.
     *
     * @return whether each rollout ended as it should
     * @throws InterruptedException if the thread is interrupted; everything started is stopped by then
     */
    boolean run(List<Act> acts) throws InterruptedException {
        view.say("starting broker, registry, models, streams application and two sidecars in " + directory);
        Digits digits = Digits.load();
        try (Platform platform = Platform.start(directory, DigitVariants.train(digits));
                Programs programs = Programs.start(platform, directory, DigitVariants.MODEL)) {
            require(programs::ready, START_LIMIT, "the streams application and the sidecars are not ready");
            try (EventPublisher outcomes = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
                    TrailFollower trail =
                            TrailFollower.start(platform.kafkaClient(), TopicNames.DEFAULT, DigitVariants.MODEL);
                    LoadGenerator load = LoadGenerator.start(
                            platform.vertx(),
                            programs.sidecars().proxyUrls(),
                            digits.heldOut(),
                            outcomes,
                            options.requestsPerSecond())) {
                view.say("control plane " + programs.controlPlaneUrl());
                // A JVM that has just started is slow for reasons that are no variant's fault.
                double warm = WARM_UP.toSeconds() * options.requestsPerSecond();
                view.say("warming up with " + WARM_UP.toSeconds() + " s of traffic");
                require(() -> load.report().answered() >= warm, START_LIMIT, "users get no answers");
                ControlPlane control = new ControlPlane(programs.controlPlaneUrl());
                boolean asExpected = true;
                for (Act act : acts) {
                    ActResult result = perform(
                            act,
                            control,
                            trail,
                            load,
                            programs.sidecars().proxyUrls().size());
                    DemoReport.of(result, view.columns()).forEach(view::say);
                    LOG.info(
                            "rollout over name={} status={} asExpected={}",
                            act.plan().name(),
                            result.status(),
                            result.asExpected());
                    asExpected &= result.asExpected();
                    if (!result.hasEnded()) {
                        view.say("it has not ended in the time it had, so nothing else can be tried");
                        break;
                    }
                }
                if (options.keep()) {
                    stayUp(platform, programs);
                }
                return asExpected;
            }
        }
    }

    private ActResult perform(Act act, ControlPlane control, TrailFollower follower, LoadGenerator load, int sidecars)
            throws InterruptedException {
        PlanFile plan = act.plan();
        VariantLoad before = load.report().of(plan.candidate());
        Instant submitted = Instant.now();
        control.submit(plan);
        Instant end = submitted.plus(options.limit());
        RolloutStatus status;
        RolloutTrail trail;
        do {
            pause();
            status = control.status(plan.model())
                    .filter(known -> plan.name().equals(known.rollout()))
                    .orElse(null);
            trail = follower.trail().of(plan.name());
            show(act, submitted, status, trail, load.report());
        } while ((status == null || !status.hasEnded() || trail.end().isEmpty())
                && Instant.now().isBefore(end));

        Instant acksUntil = Instant.now().plus(ACK_LIMIT);
        while (!applied(trail, sidecars) && Instant.now().isBefore(acksUntil)) {
            pause();
            trail = follower.trail().of(plan.name());
        }
        show(act, submitted, status, trail, load.report());
        return new ActResult(
                act,
                submitted,
                status == null ? "NOT_STARTED" : status.status(),
                trail,
                load.report().of(plan.candidate()).since(before));
    }

    private void show(Act act, Instant submitted, RolloutStatus status, RolloutTrail trail, LoadReport load) {
        view.show(new Moment(act, Duration.between(submitted, Instant.now()), status, trail, load));
    }

    /** Whether the table of the last decision has reached every sidecar; also if it made none. */
    private static boolean applied(RolloutTrail trail, int sidecars) {
        return trail.end()
                .filter(end -> end.getRevision() != null)
                .map(end -> trail.sidecarsAt(end.getRevision()) >= sidecars)
                .orElse(true);
    }

    private void stayUp(Platform platform, Programs programs) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("still running; Ctrl-C ends it");
        lines.add("  Kafka            " + platform.bootstrapServers());
        lines.add("  schema registry  " + platform.registryUrl());
        lines.add("  control plane    " + programs.controlPlaneUrl());
        lines.add("  sidecar proxies  " + String.join("  ", programs.sidecars().proxyUrls()));
        lines.add("  sidecar admin    " + String.join("  ", programs.sidecars().adminUrls()));
        platform.variantUrls().forEach((variant, url) -> lines.add("  model " + variant + "       " + url));
        lines.add("  files            " + directory);
        lines.forEach(view::say);
        new CountDownLatch(1).await();
    }

    private static void require(BooleanSupplier condition, Duration limit, String otherwise)
            throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new DemoFailure(otherwise + " after " + limit.toSeconds() + " s; read the log");
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(REFRESH.toMillis());
    }
}
