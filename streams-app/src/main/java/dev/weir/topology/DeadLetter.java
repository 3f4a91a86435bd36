package dev.weir.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers of a record that could not be used; its key and value go to the dead letters as they were read.
 *
 * @param reason    class of the fault, e.g. {@code UNREADABLE}
 * @param detail    what was found and what to send instead
 * @param topic     topic it was read from
 * @param partition partition it was read from
 * @param offset    offset it was read at
 */
public record DeadLetter(String reason, String detail, String topic, int partition, long offset) {

    /**
     * Whether a record is to blame for what went wrong with it. Where Kafka or the registry failed it is not; the thread then
     * starts again from its last commit.
     */
    public static boolean isToBlame(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException) {
                return false;
            }
        }
        return true;
    }

    /** The headers of the dead letter. */
    public Headers headers() {
        RecordHeaders headers = new RecordHeaders();
        add(headers, "weir.reason", reason);
        add(headers, "weir.detail", detail);
        add(headers, "weir.topic", topic);
        add(headers, "weir.partition", Integer.toString(partition));
        add(headers, "weir.offset", Long.toString(offset));
        return headers;
    }

    private static void add(RecordHeaders headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }
}
