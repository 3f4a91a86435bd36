package dev.weir.chaos;

import dev.weir.topic.TopicNames;
import dev.weir.verify.EventTape;
import dev.weir.verify.Verification.Stretch;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The events of one model as decisions are derived from them, read once for all rollouts that follow each other. */
final class EventTapes {
    private final Map<String, Object> client;
    private final String model;
    private final Instant last;
    private final Map<Boolean, Read> read = new HashMap<>();

    /** What was read from an instant on. */
    private record Read(Instant from, EventTape tape) {}

    /** Those up to the last decision. */
    EventTapes(Map<String, Object> client, String model, Instant last) {
        this.client = client;
        this.model = model;
        this.last = last;
    }

    /** The events of a stretch. */
    EventTape of(Stretch stretch) {
        if (stretch.outcomes()) {
            // On a tape outcomes do not say when they came, so that one with outcomes cannot be cut.
            return EventTape.read(client, TopicNames.DEFAULT, model, stretch);
        }
        EventTape all = from(stretch);
        return new EventTape(
                all.entries().stream()
                        .filter(entry -> !entry.at().isBefore(stretch.from()))
                        .toList(),
                all.reports().stream()
                        .filter(report -> !report.at().isBefore(stretch.from()))
                        .toList(),
                all.trimmed());
    }

    /** Everything since a stretch begins. */
    private EventTape from(Stretch stretch) {
        Read known = read.get(stretch.answers());
        if (known == null || stretch.from().isBefore(known.from)) {
            Stretch whole = new Stretch(stretch.from(), stretch.whole(), last, stretch.answers(), false);
            known = new Read(stretch.from(), EventTape.read(client, TopicNames.DEFAULT, model, whole));
            read.put(stretch.answers(), known);
        }
        return known.tape;
    }
}
