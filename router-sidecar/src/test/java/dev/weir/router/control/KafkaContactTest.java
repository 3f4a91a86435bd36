package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    void shouldHearAnAnswerOnlyWhenTheCountOfFetchAnswersGrows() {
        assertThat(contact.answered(Map.of())).isFalse();
        assertThat(contact.answered(fetches(0))).isFalse();
        assertThat(contact.answered(fetches(1))).isTrue();
        assertThat(contact.answered(fetches(1))).isFalse();
        assertThat(contact.answered(fetches(2))).isTrue();
    }

    @Test
    void shouldBeStaleAfterTenSecondsOfSilence() {
        assertThat(contact.isStale()).isFalse();
        seconds.set(10);
        assertThat(contact.isStale()).isFalse();
        seconds.set(11);
        assertThat(contact.isStale()).isTrue();
        assertThat(contact.silence()).isEqualTo(Duration.ofSeconds(11));
        contact.heard();
        assertThat(contact.isStale()).isFalse();
        assertThat(contact.silence()).isZero();
    }

    @Test
    void shouldBeAsOldAsItIsTold() {
        contact.silentFor(Duration.ofDays(3));
        seconds.set(5);
        assertThat(contact.isStale()).isTrue();
        assertThat(contact.silence()).isEqualTo(Duration.ofDays(3).plusSeconds(5));
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
