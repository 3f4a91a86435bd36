package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LogTimeTest {
    private static final long LONG_AGO = 1_700_000_000_000L;

    @Test
    void shouldBelieveTheBrokersClockAndNoProducers() {
        assertThat(extracted(TimestampType.LOG_APPEND_TIME)).isEqualTo(LONG_AGO);
        assertThat(extracted(TimestampType.CREATE_TIME)).isGreaterThan(LONG_AGO);
        assertThat(extracted(TimestampType.NO_TIMESTAMP_TYPE)).isGreaterThan(LONG_AGO);
    }

    private static long extracted(TimestampType type) {
        return new LogTime()
                .extract(
                        new ConsumerRecord<>(
                                "weir.inference-events",
                                0,
                                7,
                                LONG_AGO,
                                type,
                                0,
                                0,
                                null,
                                null,
                                new RecordHeaders(),
                                Optional.empty()),
                        -1);
    }
}
