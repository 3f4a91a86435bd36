package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class PublisherConfigTest {

    @Test
    void shouldBatchBrieflyCompressAndLoseNothingByDefault() {
        PublisherConfig config = PublisherConfig.from(Map.of("bootstrap.servers", "h:1"));

        assertThat(config.queue()).isEqualTo(10_000);
        assertThat(config.queueBytes()).isEqualTo(32 << 20);
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.producer())
                .containsEntry("linger.ms", 5)
                .containsEntry("compression.type", "lz4")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true);
    }

    @Test
    void shouldLetSettingsWinAndKeepTheSerdesOnesFromTheProducer() {
        PublisherConfig config = PublisherConfig.from(Map.of(
                "linger.ms", "0",
                "schema.registry.url", "http://h:1",
                "basic.auth.user.info", "a:b",
                "weir.publisher.queue", "7",
                "value.serializer", "some.other.Serializer"));

        assertThat(config.queue()).isEqualTo(7);
        assertThat(config.producer())
                .containsEntry("linger.ms", "0")
                .containsEntry("value.serializer", ByteArraySerializer.class)
                .doesNotContainKeys("schema.registry.url", "basic.auth.user.info", "weir.publisher.queue");
    }
}
