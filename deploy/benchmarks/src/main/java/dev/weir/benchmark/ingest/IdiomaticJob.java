package dev.weir.benchmark.ingest;

import dev.weir.benchmark.ingest.ClientProcess.Job;
import dev.weir.schema.InferenceEvent;
import dev.weir.serde.AvroSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.WindowedSerdes;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The figures of Weir's topic of metrics, by model, variant and window of ten seconds, and those again for each country, written
 * as the documentation of Kafka Streams would have one write it: stores in RocksDB, exactly once, a commit as often as Weir has
 * one, all else by default.
 */
final class IdiomaticJob {
    /** Topic of the figures, the last of a window being all of it. */
    static final String FIGURES = "idiomatic-figures";

    /** How often each event is counted: among all of its variant, and among those of its country. */
    static final int BREAKDOWNS = 2;

    private static final String BY_VARIANT = "by-variant";
    private static final String BY_COUNTRY = "by-country";
    private static final Duration WINDOW = Duration.ofSeconds(10);

    /** Partitions are read at different paces; what comes late should count all the same. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    /** Weir's default; that of Kafka Streams is a tenth of it, so that the job would pay for ten transactions where Weir has one. */
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

    private IdiomaticJob() {}

    static AutoCloseable start(Job job) {
        Serde<InferenceEvent> serde = AvroSerdes.from(job.client()).serde(InferenceEvent.class);
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, InferenceEvent> events = builder.stream(job.topics(), Consumed.with(Serdes.String(), serde));
        figures(BY_VARIANT, events.selectKey((id, event) -> variant(event)), serde);
        figures(
                BY_COUNTRY,
                events.selectKey((id, event) ->
                        variant(event) + "/" + event.getSegments().get("country")),
                serde);
        Properties settings = new Properties();
        settings.putAll(job.client());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, job.applicationId());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_EVERY.toMillis());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, job.threads());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, job.directory().toString());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.start();
        return streams;
    }

    private static String variant(InferenceEvent event) {
        return event.getModel() + "/" + event.getVariant();
    }

    private static void figures(String name, KStream<String, InferenceEvent> events, Serde<InferenceEvent> serde) {
        events.groupByKey(Grouped.with(name, Serdes.String(), serde))
                .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, GRACE))
                .aggregate(
                        Figures::new,
                        (key, event, figures) -> figures.add(event),
                        Materialized.<String, Figures, WindowStore<Bytes, byte[]>>as("figures-" + name)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Figures.serde()))
                .toStream()
                .to(
                        FIGURES,
                        Produced.with(
                                WindowedSerdes.timeWindowedSerdeFrom(String.class, WINDOW.toMillis()),
                                Figures.serde()));
    }

    /** Returns the topics between the halves of the job; an event that has been read of each has been counted. */
    static List<String> repartitioned(Job job) {
        return Stream.of(BY_VARIANT, BY_COUNTRY)
                .map(name -> job.applicationId() + "-" + name + "-repartition")
                .toList();
    }
}
