package dev.weir.local.broker;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real Kafka broker (KRaft, broker and controller in one) in a child process on 127.0.0.1.
 *
 * <p>A process of its own, so that it can be killed like one, shares no heap and no threads with what is measured
 * beside it, and so that the program under test is exactly the one that talks to a broker across a network. It ends
 * with the process that started it, however that one ends.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

    private static final String READY = "[BrokerServer id=1] Transition from STARTING to STARTED";
    /** One that cannot start ends; one that is merely slow has a machine with much else to do. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private final BrokerProperties properties;
    private final String clusterId = Uuid.randomUuid().toString();
    private Process process;
    private long logStart;

    private EmbeddedKafka(BrokerProperties properties) {
        this.properties = properties;
    }

    /**
     * Starts a broker that keeps its data, settings and log under the directory, and waits until it serves clients.
     * A directory used before is taken up again with its topics and records.
     *
     * @param directory created where it does not exist
     * @throws BrokerFailure if the broker does not come up within three minutes; the message names its log
     */
    public static EmbeddedKafka start(Path directory) {
        EmbeddedKafka kafka = new EmbeddedKafka(BrokerProperties.withFreePorts(directory.toAbsolutePath()));
        try {
            kafka.launch();
            return kafka;
        } catch (BrokerFailure failure) {
            kafka.kill();
            kafka.properties.close();
            throw failure;
        }
    }

    /** Address for {@code bootstrap.servers}; the same over kills and restarts. */
    public String bootstrapServers() {
        return properties.bootstrapServers();
    }

    /** Process id of the running broker. */
    public long pid() {
        return process.pid();
    }

    /** File the broker logs to. */
    public Path log() {
        return properties.log();
    }

    /** Ends the broker at once and without warning, as a power cut would (SIGKILL); what it had written stays. */
    public synchronized void kill() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        awaitEnd();
    }

    /**
     * Starts the broker again on the same address and the same data.
     *
     * @throws IllegalStateException if it is running
     * @throws BrokerFailure if it does not come up within three minutes
     */
    public synchronized void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("the broker is running, pid " + pid() + "; kill it before a restart");
        }
        launch();
    }

    /** Stops the broker in order, and forcibly after ten seconds. The directory is left to its owner. */
    @Override
    public synchronized void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
        properties.close();
    }

    private void stop() {
        try {
            // The end of its standard input is what tells it to stop; signals it leaves to this process.
            process.getOutputStream().close();
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("broker did not stop within {}, killing it pid={}", STOP_LIMIT, pid());
                kill();
            }
        } catch (IOException pipeGone) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        LOG.info("broker stopped address={}", bootstrapServers());
    }

    private void launch() {
        properties.write();
        logStart = log().toFile().length();
        long startNanos = System.nanoTime();
        process = startProcess();
        while (!logSinceStart().contains(READY)) {
            if (endedWithin(POLL)) {
                throw new BrokerFailure("the embedded broker ended with exit code " + process.exitValue()
                        + " before it was ready; read " + log());
            }
            if (System.nanoTime() - startNanos > START_LIMIT.toNanos()) {
                kill();
                throw new BrokerFailure(
                        "the embedded broker was not ready within " + START_LIMIT.toSeconds() + " s; read " + log());
            }
        }
        LOG.info(
                "broker started address={} pid={} tookMs={}",
                bootstrapServers(),
                pid(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    private Process startProcess() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=dev/weir/local/broker/logback-broker.xml",
                BrokerProcess.class.getName(),
                properties.file().toString(),
                clusterId));
        // In the environment, not among the arguments: it may be longer than a command line may be.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        File log = log().toFile();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new BrokerFailure("cannot start " + java + " for the embedded broker", e);
        }
    }

    private boolean endedWithin(Duration duration) {
        try {
            return process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new BrokerFailure("interrupted while the embedded broker was starting", e);
        }
    }

    private void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What this start has logged; a directory used before has the log of earlier starts in front of it. */
    private String logSinceStart() {
        try (InputStream file = Files.newInputStream(log())) {
            file.skipNBytes(logStart);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BrokerFailure("cannot read the broker's log " + log(), e);
        }
    }
}
