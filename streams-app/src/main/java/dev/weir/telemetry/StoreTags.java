package dev.weir.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * Names a store by one tag, whatever it is made of. Kafka Streams has a key for each kind, such as
 * {@code rocksdb.window.state.id}, and of meters with one name Prometheus takes only those with the keys of the first.
 */
final class StoreTags implements MeterFilter {
    private static final String SUFFIX = ".state.id";

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith("kafka.stream.state.")) {
            return id;
        }
        List<Tag> tags = new ArrayList<>();
        for (Tag tag : id.getTags()) {
            if (tag.getKey().endsWith(SUFFIX)) {
                String kind = tag.getKey().substring(0, tag.getKey().length() - SUFFIX.length());
                tags.add(Tag.of("store", tag.getValue()));
                tags.add(Tag.of("kind", kind));
            } else {
                tags.add(tag);
            }
        }
        return id.replaceTags(tags);
    }
}
