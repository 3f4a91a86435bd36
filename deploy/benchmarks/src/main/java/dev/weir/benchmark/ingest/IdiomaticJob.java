package dev.weir.benchmark.ingest;

import dev.weir.benchmark.ingest.ClientProcess.Job;
import dev.weir.schema.InferenceEvent;
import dev.weir.serde.AvroSerdes;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.WindowedSerdes;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Requests, errors and latencies by model, variant and window of ten seconds, written as the documentation of Kafka Streams
 * would have one write it: stores in RocksDB, exactly once, all else by default.
 */
final class IdiomaticJob {
    /** Topic of the figures, the last of a window being all of it. */
    static final String FIGURES = "idiomatic-figures";

    private static final Duration WINDOW = Duration.ofSeconds(10);

    /** Partitions are read at different paces; what comes late should count all the same. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private IdiomaticJob() {}

    static AutoCloseable start(Job job) {
        Serde<InferenceEvent> events = AvroSerdes.from(job.client()).serde(InferenceEvent.class);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(job.topics(), Consumed.with(Serdes.String(), events))
                .selectKey((id, event) -> event.getModel() + "/" + event.getVariant())
                .groupByKey(Grouped.with("by-variant", Serdes.String(), events))
                .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, GRACE))
                .aggregate(
                        Latencies::new,
                        (key, event, figures) -> figures.add(event),
                        Materialized.<String, Latencies, WindowStore<Bytes, byte[]>>as("figures")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Latencies.serde()))
                .toStream()
                .to(
                        FIGURES,
                        Produced.with(
                                WindowedSerdes.timeWindowedSerdeFrom(String.class, WINDOW.toMillis()),
                                Latencies.serde()));
        Properties settings = new Properties();
        settings.putAll(job.client());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, job.applicationId());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, job.threads());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, job.directory().toString());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.start();
        return streams;
    }

    /** Returns the name of the topic between the halves of the job; what has been read of it has been counted. */
    static String repartitioned(Job job) {
        return job.applicationId() + "-by-variant-repartition";
    }
}
