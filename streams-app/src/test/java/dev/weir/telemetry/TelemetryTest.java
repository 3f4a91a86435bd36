package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    @Test
    void shouldShowTheStoresOfKafkaStreamsWhateverTheyAreMadeOf() {
        try (Telemetry telemetry = new Telemetry()) {
            telemetry.registry().gauge("kafka.stream.state.put.rate", tags("rocksdb.window.state.id", "awaited"), 1);
            telemetry.registry().gauge("kafka.stream.state.put.rate", tags("in.memory.state.id", "read-until"), 2);

            assertThat(telemetry.registry().scrape().lines())
                    .contains(
                            "kafka_stream_state_put_rate{kind=\"rocksdb.window\",store=\"awaited\",task_id=\"0_1\"} 1.0",
                            "kafka_stream_state_put_rate{kind=\"in.memory\",store=\"read-until\",task_id=\"0_1\"} 2.0");
        }
    }

    private static Tags tags(String key, String store) {
        return Tags.of("task.id", "0_1", key, store);
    }
}
