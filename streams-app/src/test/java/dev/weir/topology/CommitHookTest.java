package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.StreamTask;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fails when a version of Kafka Streams calls the hook at another moment, or not at all. */
class CommitHookTest {
    private final Topology topology = new Topology();
    private final List<String> held = new ArrayList<>();
    private final TopologyTestDriver driver;

    CommitHookTest() {
        topology.addSource("in", new StringDeserializer(), new StringDeserializer(), "in");
        topology.addProcessor("holding", Holding::new, "in");
        topology.addStateStore(CommitHook.builder("hook"), "holding");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("store"), Serdes.String(), Serdes.String()),
                "holding");
        topology.addSink("out", "out", new StringSerializer(), new StringSerializer(), "holding");
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "hook-test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, WallclockTimestampExtractor.class);
        driver = new TopologyTestDriver(topology, config);
    }

    /** Holds back everything until the hook runs, then forwards and stores it. */
    private final class Holding implements Processor<String, String, String, String> {
        @Override
        public void init(ProcessorContext<String, String> context) {
            KeyValueStore<String, String> store = context.getStateStore("store");
            context.<CommitHook>getStateStore("hook").beforeCommit(context, () -> {
                held.forEach(value -> {
                    store.put(value, value);
                    context.forward(new Record<>(value, value, 0L), "out");
                });
                held.clear();
            });
        }

        @Override
        public void process(Record<String, String> record) {
            held.add(record.value());
        }
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldForwardAndStoreAtACommitWhatWasHeldSinceTheLastOne() {
        driver.createInputTopic("in", new StringSerializer(), new StringSerializer())
                .pipeInput("a", "a");

        assertThat(held).isEmpty();
        assertThat(driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer())
                        .readValuesToList())
                .containsExactly("a");
        assertThat(driver.getKeyValueStore("store").get("a")).isEqualTo("a");
    }

    /** At a rebalance the last transaction of a task is prepared without a punctuation before it. */
    @Test
    void shouldRunBeforeTheOffsetsOfATaskThatIsTakenAwayAreCommitted() {
        StreamTask task = task();
        byte[] b = {'b'};
        task.addRecords(new TopicPartition("in", 0), List.of(new ConsumerRecord<>("in", 0, 0, b, b)));
        task.process(0);
        assertThat(held).containsExactly("b");

        Map<TopicPartition, OffsetAndMetadata> offsets = task.prepareCommit(true);
        assertThat(offsets).containsKey(new TopicPartition("in", 0));
        assertThat(held).isEmpty();
        assertThat(driver.getKeyValueStore("store").get("b")).isEqualTo("b");
        task.postCommit(true);
    }

    private StreamTask task() {
        try {
            Field field = TopologyTestDriver.class.getDeclaredField("task");
            field.setAccessible(true);
            return (StreamTask) field.get(driver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the test driver keeps its task elsewhere now", e);
        }
    }
}
