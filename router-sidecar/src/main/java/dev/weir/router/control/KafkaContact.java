package dev.weir.router.control;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Knows when Kafka was last heard of. A poll that returns nothing looks the same whether nothing was written or the broker
 * is gone; but a broker answers an empty fetch after {@code fetch.max.wait.ms} (half a second), so the consumer's count of
 * fetch answers keeps growing for as long as there is contact.
 */
final class KafkaContact {

    /** Silence after which the image counts as stale. */
    static final Duration STALE_AFTER = Duration.ofSeconds(10);

    private static final String FETCH_ANSWERS = "fetch-total";
    private static final String FETCH_GROUP = "consumer-fetch-manager-metrics";

    private final LongSupplier nanoTime;
    private volatile long heardNanos;
    private double answersSeen = Double.NaN;

    /**
     * Starts as if Kafka had just been heard of.
     *
     * @param nanoTime source of elapsed time in nanoseconds
     */
    KafkaContact(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.heardNanos = nanoTime.getAsLong();
    }

    /** What is held is the latest there is. */
    void heard() {
        heardNanos = nanoTime.getAsLong();
    }

    /** What is held was the latest there was so long ago. */
    void silentFor(Duration silence) {
        heardNanos = nanoTime.getAsLong() - silence.toNanos();
    }

    /**
     * Returns whether a fetch was answered since the last look.
     *
     * @param metrics metrics of the consumer
     */
    boolean answered(Map<MetricName, ? extends Metric> metrics) {
        double answers = fetchAnswers(metrics);
        boolean grown = answers > 0 && answers != answersSeen;
        answersSeen = answers;
        return grown;
    }

    /** Returns whether Kafka has been silent for more than {@link #STALE_AFTER}. */
    boolean isStale() {
        return silence().compareTo(STALE_AFTER) > 0;
    }

    /** Returns how long Kafka has been silent. */
    Duration silence() {
        return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - heardNanos));
    }

    private static double fetchAnswers(Map<MetricName, ? extends Metric> metrics) {
        for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
            MetricName name = metric.getKey();
            // Topic and partition metrics have tags beside the client's; the total over all has the client's alone.
            if (FETCH_ANSWERS.equals(name.name())
                    && FETCH_GROUP.equals(name.group())
                    && name.tags().size() <= 1
                    && metric.getValue().metricValue() instanceof Double count) {
                return count;
            }
        }
        return 0;
    }
}
