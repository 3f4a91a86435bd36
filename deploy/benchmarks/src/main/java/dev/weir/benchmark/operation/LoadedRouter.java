package dev.weir.benchmark.operation;

import dev.weir.router.embedded.KafkaSide;
import dev.weir.router.embedded.RouterSettings;
import dev.weir.router.report.Assignment;
import dev.weir.router.report.Call;
import dev.weir.router.report.CapturePolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The side of a sidecar that faces Kafka, whole, with requests that it chooses a variant for and whose calls are answered a
 * moment later. Requests come from one thread.
 */
final class LoadedRouter implements AutoCloseable {

    private static final long CALL_MICROS = 15_000;
    private static final long REQUEST_BYTES = 32;
    private static final long LOOK_EVERY_MILLIS = 20;

    private final String id;
    private final List<TrialModel> models;
    private final KafkaSide kafka;
    private final Map<Applied, Long> applied = new ConcurrentHashMap<>();
    private final Queue<Open> open = new ArrayDeque<>();
    private long requests;

    /** A revision in force. */
    private record Applied(String model, long revision) {}

    /** A call that has not been answered. */
    private record Open(TrialModel model, Assignment assignment, long sinceMicros) {}

    /**
     * Starts one.
     *
     * @param id        its name
     * @param cluster   the Kafka it reaches
     * @param directory where it keeps its tables, in a directory of its name
     * @param models    the models it decides
     */
    LoadedRouter(String id, Cluster cluster, Path directory, List<TrialModel> models) {
        this.id = id;
        this.models = models;
        Map<String, String> firstVariants =
                models.stream().collect(Collectors.toMap(TrialModel::name, model -> TrialModel.BASELINE));
        Function<String, CapturePolicy> policies = model -> CapturePolicy.KEEP_ALL;
        this.kafka = new KafkaSide(
                RouterSettings.of(id, cluster.clients(), firstVariants).withStateDir(directory.resolve(id)),
                policies,
                this::tablesChanged,
                new SimpleMeterRegistry());
        kafka.start();
    }

    void awaitReady(Duration atMost) throws InterruptedException, TimeoutException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (!kafka.routes().isReady()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new TimeoutException("router " + id + " is not ready after " + atMost);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** Returns when a table came into force, epoch microseconds; 0 if it has not. */
    long appliedMicros(String model, long revision) {
        return applied.getOrDefault(new Applied(model, revision), 0L);
    }

    private void tablesChanged() {
        long now = Delays.nowMicros();
        for (TrialModel model : models) {
            kafka.routes()
                    .get()
                    .table(model.name())
                    .ifPresent(table -> applied.putIfAbsent(new Applied(model.name(), table.revision()), now));
        }
    }

    /** Takes in a request. */
    void request(TrialModel model) {
        Assignment assignment = kafka.assigner().assign(model.name(), id + "-" + requests++, null, Map.of());
        open.add(new Open(model, assignment, Delays.nowMicros()));
    }

    /** Answers what is due. */
    void answer() {
        long now = Delays.nowMicros();
        while (!open.isEmpty() && open.peek().sinceMicros() + CALL_MICROS <= now) {
            Open call = open.remove();
            Assignment assignment = call.assignment();
            String variant = assignment.selection().variant();
            boolean failed = call.model().fails(variant);
            kafka.recorder()
                    .record(new Call(
                            assignment,
                            variant,
                            Call.Role.SERVED,
                            assignment.selection().reason(),
                            assignment.timestampMillis(),
                            REQUEST_BYTES,
                            now - call.sinceMicros(),
                            failed ? Call.Outcome.ERROR : Call.Outcome.OK,
                            failed ? "500" : null,
                            null,
                            failed ? null : new Call.Prediction("positive", 0.93, null),
                            null));
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
