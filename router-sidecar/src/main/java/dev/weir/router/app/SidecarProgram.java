package dev.weir.router.app;

import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a sidecar until the JVM is told to end, and has it read its configuration again at each SIGHUP. */
final class SidecarProgram {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarProgram.class);

    private final Supplier<SidecarConfig> configuration;
    private Sidecar sidecar;

    private SidecarProgram(Supplier<SidecarConfig> configuration) {
        this.configuration = configuration;
    }

    /**
     * Runs.
     *
     * @param configuration reads the configuration as it is now
     * @throws SidecarConfigException if it cannot be used at the start
     */
    static void run(Supplier<SidecarConfig> configuration) throws InterruptedException {
        SidecarProgram program = new SidecarProgram(configuration);
        // Before the start, since whoever sees the sidecar listen may send the signal, which without a handler ends the
        // JVM.
        Hangup.handle(program::reload);
        Sidecar started = program.start();
        // The JVM ends only after its hooks, so that what is still to be told is told.
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "weir-sidecar-close"));
        started.awaitClosed();
    }

    /** A signal that comes meanwhile waits, and then has the file read again. */
    private synchronized Sidecar start() {
        SidecarConfig first = configuration.get();
        LogSetup.apply(first.logging());
        sidecar = Sidecar.start(first);
        return sidecar;
    }

    /** A file that is wrong changes nothing: all that is wrong with it is said, and what was in force stays. */
    private synchronized void reload() {
        if (sidecar == null) {
            // It could not start, and the program ends with the reason.
            return;
        }
        try {
            SidecarConfig next = configuration.get();
            List<String> needRestart = sidecar.reload(next);
            LogSetup.apply(next.logging());
            needRestart.forEach(key -> LOG.warn("configuration changed, but only a restart applies it key={}", key));
            sidecar.configReads().applied();
            LOG.info("configuration read again models={}", next.models().size());
        } catch (SidecarConfigException e) {
            sidecar.configReads().refused();
            e.problems().forEach(problem -> LOG.error("configuration not read again problem=\"{}\"", problem));
            LOG.error("configuration stays as it was problems={}", e.problems().size());
        } catch (RuntimeException e) {
            sidecar.configReads().refused();
            LOG.error("configuration not read again, please report it", e);
        }
    }
}
