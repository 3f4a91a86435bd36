package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordTimeTest {
    @Test
    void shouldNotRefuseARecordWithoutATimestamp() {
        // The short constructor leaves the timestamp out.
        ConsumerRecord<Object, Object> record = new ConsumerRecord<>("weir.inference-events", 0, 0, null, null);
        assertThat(record.timestamp()).isNegative();
        assertThat(new RecordTime().extract(record, -1)).isPositive();
    }
}
