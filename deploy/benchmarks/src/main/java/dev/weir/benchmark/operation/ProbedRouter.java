package dev.weir.benchmark.operation;

import dev.weir.router.embedded.KafkaSide;
import dev.weir.router.embedded.RouterSettings;
import dev.weir.router.report.CapturePolicy;
import dev.weir.router.selection.Selection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The side of a sidecar that faces Kafka, whole, which decides a request whenever its tables have changed, and notes when
 * and what.
 */
final class ProbedRouter implements AutoCloseable {

    private static final long LOOK_EVERY_MILLIS = 20;

    private final String model;
    private final long[] decided;
    private final AtomicInteger wrong = new AtomicInteger();
    private final KafkaSide kafka;

    /**
     * Starts one.
     *
     * @param id        its name
     * @param cluster   the Kafka it reaches
     * @param directory where it keeps its tables, in a directory of its name
     * @param model     the model it decides
     * @param last      the largest revision
     */
    ProbedRouter(String id, Cluster cluster, Path directory, String model, int last) {
        this.model = model;
        this.decided = new long[last + 1];
        this.kafka = new KafkaSide(
                RouterSettings.of(id, cluster.clients(), Map.of(model, "v1")).withStateDir(directory.resolve(id)),
                any -> CapturePolicy.KEEP_ALL,
                this::tablesChanged,
                new SimpleMeterRegistry());
        kafka.start();
    }

    /** Returns the weight of a revision: each turns all traffic to the other variant. */
    static int candidateBps(long revision) {
        return revision % 2 == 0 ? 10_000 : 0;
    }

    void awaitReady(Duration atMost) throws InterruptedException, TimeoutException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (!kafka.routes().isReady()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new TimeoutException("a router is not ready after " + atMost);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** Returns when a request was first decided by each revision, epoch microseconds; to be read once all have. */
    long[] decidedMicros() {
        return decided;
    }

    /** Returns how many decisions were not what their table says. */
    int wrong() {
        return wrong.get();
    }

    private void tablesChanged() {
        Selection selection =
                kafka.assigner().assign(model, "probe", "unit", Map.of()).selection();
        int revision = (int) selection.revision();
        if (revision > 0 && revision < decided.length) {
            decided[revision] = Delays.nowMicros();
            if (!selection.variant().equals(candidateBps(revision) == 0 ? "v1" : "v2")) {
                wrong.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
