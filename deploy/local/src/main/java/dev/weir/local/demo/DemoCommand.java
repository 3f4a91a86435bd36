package dev.weir.local.demo;

import dev.weir.cli.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir demo}: everything on this machine, one good and one bad rollout. */
@Command(
        name = "demo",
        description = {
            "Rolls out a better model and then a broken one, on this machine, with nothing installed.",
            "",
            "Starts a real Kafka broker, a schema registry, three variants of a digit classifier, the streams"
                    + " application and two sidecars, sends traffic and shows both rollouts. Takes about two minutes."
        },
        footer = {
            "",
            "Exit codes: 0 both rollouts ended as they should, 1 one did not, 2 wrong use, 130 interrupted.",
            "",
            "Examples:",
            "  weir demo                         watch it",
            "  weir demo --headless              lines instead of a page, for logs and pipes",
            "  weir demo --keep                  leave everything up and say where it is",
            "  weir demo --rollout mine.yaml     try a rollout of your own for the model digits (v1.0, v2.0, v2.1)"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
    private static final int AS_EXPECTED = 0;
    private static final int NOT_AS_EXPECTED = 1;
    private static final int INTERRUPTED = 130;
    private static final long STOP_LIMIT_SECONDS = 20;

    @Option(
            names = "--headless",
            description = "Print lines instead of a page; the default where no page can be drawn.")
    private boolean headless;

    @Option(
            names = "--rollout",
            paramLabel = "FILE",
            description = "Run this rollout, which should be promoted, instead of the two of the demo.")
    private Path rollout;

    @Option(names = "--keep", description = "Leave everything up afterwards, and its files when it ends.")
    private boolean keep;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "130",
            description = "Requests per second over both sidecars. Default: ${DEFAULT-VALUE}.")
    private double requestsPerSecond;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "240",
            description = "Seconds each rollout has to end. Default: ${DEFAULT-VALUE}.")
    private long limitSeconds;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean stopping;

    @Override
    public Integer call() {
        DemoOptions options = options();
        List<Act> acts = rollout == null ? Act.standard() : List.of(Act.of(PlanFile.read(rollout)));
        PrintWriter out = spec.commandLine().getOut();
        Optional<Terminal> terminal = headless ? Optional.empty() : Terminal.attached();
        DemoView view = terminal.isPresent() ? new LiveView(out, terminal.get()) : new PlainView(out);
        Thread hook = interruptAtShutdown(Thread.currentThread());
        try (RunDirectory directory = RunDirectory.create()) {
            Path log = directory.path().resolve("weir.log");
            LogFile.redirect(log);
            if (keep) {
                directory.keep();
            }
            return run(new Demo(directory.path(), options, view), acts, directory, view, log);
        } finally {
            over.countDown();
            remove(hook);
        }
    }

    private int run(Demo demo, List<Act> acts, RunDirectory directory, DemoView view, Path log) {
        try {
            if (demo.run(acts)) {
                return AS_EXPECTED;
            }
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } catch (RuntimeException e) {
            if (stopping) {
                // Whatever an interrupt in the middle of something turned into.
                LOG.info("interrupted", e);
                return INTERRUPTED;
            }
            LOG.error("the demo failed", e);
            view.say("the demo failed: " + e.getMessage());
        }
        directory.keep();
        view.say("the log is in " + log);
        return NOT_AS_EXPECTED;
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(requestsPerSecond, Duration.ofSeconds(limitSeconds), keep);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Ctrl-C and SIGTERM: the demo's thread is told to stop, and the JVM waits until it has closed everything. */
    private Thread interruptAtShutdown(Thread demo) {
        Thread hook = new Thread(
                () -> {
                    stopping = true;
                    demo.interrupt();
                    try {
                        over.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "demo-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            LOG.debug("ending with the JVM");
        }
    }
}
