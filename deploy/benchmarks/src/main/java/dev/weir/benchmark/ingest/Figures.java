package dev.weir.benchmark.ingest;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Figures of a window as one would keep them in a state store: counts, sums, and a sketch within one percent. */
final class Figures {
    private static final long TIMEOUT_MICROS = 5_000_000;
    private static final double WITHIN = 0.01;
    private static final int COUNTS_BYTES = 6 * Long.BYTES;

    private long requests;
    private long errors;
    private long timeouts;
    private long durationSum;
    private long cpuSum;
    private long memorySum;
    private final DDSketch durations;

    Figures() {
        this(DDSketches.unboundedDense(WITHIN));
    }

    private Figures(DDSketch durations) {
        this.durations = durations;
    }

    long requests() {
        return requests;
    }

    /** Counts an event in. */
    Figures add(InferenceEvent event) {
        requests++;
        LatencyPart latency = event.getLatency();
        if (latency != null) {
            boolean isLate =
                    latency.getDurationMicros() > TIMEOUT_MICROS || latency.getStatus() == LatencyStatus.TIMEOUT;
            timeouts += isLate ? 1 : 0;
            errors += isLate || latency.getStatus() == LatencyStatus.ERROR ? 1 : 0;
            durationSum += latency.getDurationMicros();
            cpuSum += latency.getCpuMicros() == null ? 0 : latency.getCpuMicros();
            memorySum += latency.getMemoryBytes() == null ? 0 : latency.getMemoryBytes();
            durations.accept(latency.getDurationMicros());
        }
        return this;
    }

    static Serde<Figures> serde() {
        return Serdes.serdeFrom((topic, value) -> value == null ? null : value.bytes(), (topic, bytes) -> of(bytes));
    }

    private byte[] bytes() {
        GrowingByteArrayOutput sketch = GrowingByteArrayOutput.withInitialCapacity(512);
        try {
            durations.encode(sketch, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] encoded = sketch.trimmedCopy();
        return ByteBuffer.allocate(COUNTS_BYTES + encoded.length)
                .putLong(requests)
                .putLong(errors)
                .putLong(timeouts)
                .putLong(durationSum)
                .putLong(cpuSum)
                .putLong(memorySum)
                .put(encoded)
                .array();
    }

    static Figures of(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            Figures figures = new Figures(DDSketch.decode(
                    ByteArrayInput.wrap(bytes, COUNTS_BYTES, bytes.length - COUNTS_BYTES),
                    UnboundedSizeDenseStore::new));
            ByteBuffer counts = ByteBuffer.wrap(bytes);
            figures.requests = counts.getLong();
            figures.errors = counts.getLong();
            figures.timeouts = counts.getLong();
            figures.durationSum = counts.getLong();
            figures.cpuSum = counts.getLong();
            figures.memorySum = counts.getLong();
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
