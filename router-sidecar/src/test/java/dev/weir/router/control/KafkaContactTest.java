package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class KafkaContactTest {

    private final AtomicLong seconds = new AtomicLong();
    private final KafkaContact contact = new KafkaContact(() -> TimeUnit.SECONDS.toNanos(seconds.get()));

    @Test
    void shouldBeStaleWhenTheCountOfFetchAnswersStandsStill() {
        assertThat(contact.look(fetches(1))).isTrue();
        seconds.set(11);
        assertThat(contact.look(fetches(1))).isFalse();
        assertThat(contact.isStale()).isTrue();
    }

    @Test
    void shouldNotBeStaleWhileFetchesAreAnswered() {
        contact.look(fetches(1));
        seconds.set(9);
        assertThat(contact.look(fetches(2))).isTrue();
        seconds.set(18);
        assertThat(contact.isStale()).isFalse();
    }

    @Test
    void shouldBeStaleWhenKafkaWasNeverReached() {
        seconds.set(10);
        assertThat(contact.isStale()).isFalse();
        seconds.set(11);
        assertThat(contact.look(Map.of())).isFalse();
        assertThat(contact.isStale()).isTrue();
    }

    private static Map<MetricName, Metric> fetches(double count) {
        MetricName name = new MetricName(
                "fetch-total", "consumer-fetch-manager-metrics", "answers", Map.of("client-id", "weir-sidecar-1"));
        return Map.of(name, new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return count;
            }
        });
    }
}
