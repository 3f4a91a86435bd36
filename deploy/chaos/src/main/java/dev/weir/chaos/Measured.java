package dev.weir.chaos;

import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Role;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/** The windows of metrics as they were last published, without segments. */
final class Measured implements AutoCloseable {
    private final TopicReader topic;
    private final Deserializer<MetricsWindow> windows;
    private final Map<Figures.Cell, Window> last = new HashMap<>();

    /** What a window says in whole numbers. */
    record Window(long requests, long errors, long timeouts) {}

    Measured(Map<String, Object> client) {
        this.topic = new TopicReader(client, Topics.METRICS);
        this.windows = AvroSerdes.from(client).deserializer(MetricsWindow.class);
    }

    void readOn() {
        topic.readOn(record -> {
            MetricsWindow window = windows.deserialize(record.topic(), record.value());
            if (window.getSegment() == null) {
                Figures.Cell cell = new Figures.Cell(
                        window.getModel(),
                        window.getWindowStart().getEpochSecond(),
                        window.getVariant(),
                        window.getRole() == Role.SHADOW,
                        null);
                last.put(cell, new Window(window.getRequests(), window.getErrors(), window.getTimeouts()));
            }
        });
    }

    Map<Figures.Cell, Window> last() {
        return last;
    }

    @Override
    public void close() {
        topic.close();
    }
}
