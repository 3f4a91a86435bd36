package dev.weir.router.app;

import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a sidecar until the JVM is told to end, and has it read its configuration again at each SIGHUP. */
final class SidecarProgram {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarProgram.class);

    private final Supplier<SidecarConfig> configuration;
    private final Sidecar sidecar;

    private SidecarProgram(Supplier<SidecarConfig> configuration) {
        this.configuration = configuration;
        SidecarConfig first = configuration.get();
        LogSetup.apply(first.logging());
        this.sidecar = Sidecar.start(first);
    }

    /**
     * Runs.
     *
     * @param configuration reads the configuration as it is now
     * @throws SidecarConfigException if it cannot be used at the start
     */
    static void run(Supplier<SidecarConfig> configuration) throws InterruptedException {
        SidecarProgram program = new SidecarProgram(configuration);
        Hangup.handle(program::reload);
        // The JVM ends only after its hooks, so that what is still to be told is told.
        Runtime.getRuntime().addShutdownHook(new Thread(program.sidecar::close, "weir-sidecar-close"));
        program.sidecar.awaitClosed();
    }

    /** A file that is wrong changes nothing: all that is wrong with it is said, and what was in force stays. */
    private synchronized void reload() {
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
