package dev.weir.benchmark.ingest;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Figures of a window as one would keep them in a state store: counts, and a sketch within one percent. */
final class Latencies {
    private static final double WITHIN = 0.01;
    private static final int COUNTS_BYTES = 2 * Long.BYTES;

    private long requests;
    private long errors;
    private final DDSketch durations;

    Latencies() {
        this(0, 0, DDSketches.unboundedDense(WITHIN));
    }

    private Latencies(long requests, long errors, DDSketch durations) {
        this.requests = requests;
        this.errors = errors;
        this.durations = durations;
    }

    long requests() {
        return requests;
    }

    /** Counts an event in. */
    Latencies add(InferenceEvent event) {
        requests++;
        if (event.getLatency() != null) {
            errors += event.getLatency().getStatus() == LatencyStatus.OK ? 0 : 1;
            durations.accept(event.getLatency().getDurationMicros());
        }
        return this;
    }

    static Serde<Latencies> serde() {
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
                .put(encoded)
                .array();
    }

    static Latencies of(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteBuffer counts = ByteBuffer.wrap(bytes);
        try {
            return new Latencies(
                    counts.getLong(),
                    counts.getLong(),
                    DDSketch.decode(
                            ByteArrayInput.wrap(bytes, COUNTS_BYTES, bytes.length - COUNTS_BYTES),
                            UnboundedSizeDenseStore::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
