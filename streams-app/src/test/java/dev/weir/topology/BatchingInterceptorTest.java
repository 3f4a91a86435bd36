package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchingInterceptorTest {
    private static final TopicPartition EVENTS = new TopicPartition("events", 3);
    private static final TopicPartition OUTCOMES = new TopicPartition("outcomes", 3);

    private final BatchingInterceptor interceptor = new BatchingInterceptor();

    BatchingInterceptorTest() {
        interceptor.configure(Map.of(BatchingInterceptor.TOPIC_SETTING, EVENTS.topic()));
    }

    @Test
    void shouldLetTheRecordsOfAPartitionGoTogetherFromTheOffsetOfTheFirst() {
        List<ConsumerRecord<byte[], byte[]>> records =
                List.of(record(EVENTS, 7), record(EVENTS, 8), record(EVENTS, 12));
        Map<TopicPartition, OffsetAndMetadata> next = Map.of(EVENTS, new OffsetAndMetadata(20));
        ConsumerRecords<byte[], byte[]> batched =
                interceptor.onConsume(new ConsumerRecords<>(Map.of(EVENTS, records), next));

        assertThat(batched).singleElement().satisfies(record -> {
            assertThat(record.offset()).isEqualTo(7);
            assertThat(RecordBatch.of(record.headers()).records()).isEqualTo(records);
        });
        assertThat(batched.nextOffsets()).isEqualTo(next);
    }

    @Test
    void shouldLeaveOtherTopicsAsTheyAre() {
        List<ConsumerRecord<byte[], byte[]>> records = List.of(record(OUTCOMES, 1), record(OUTCOMES, 2));
        ConsumerRecords<byte[], byte[]> batched =
                interceptor.onConsume(new ConsumerRecords<>(Map.of(OUTCOMES, records), Map.of()));

        assertThat(batched.records(OUTCOMES)).isEqualTo(records);
    }

    @Test
    void shouldTakeNoHeaderOfAProducerForABatch() {
        ConsumerRecord<byte[], byte[]> record = record(EVENTS, 1);
        record.headers().add(new RecordBatch(List.of(record)).key(), new byte[] {1});

        assertThat(RecordBatch.of(record.headers())).isNull();
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, new byte[] {1});
    }
}
