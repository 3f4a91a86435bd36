package dev.weir.wire;

import dev.weir.judge.Reading;
import dev.weir.window.Extent;
import java.time.Instant;

/** What was known when a verdict was made, as it is published. */
public final class ReadingCodec {
    private ReadingCodec() {}

    static dev.weir.schema.Reading toWire(Reading reading) {
        Extent.Treatment treatment = reading.treatment();
        return dev.weir.schema.Reading.newBuilder()
                .setPartition(reading.partition())
                .setClosedUntil(Instant.ofEpochSecond(reading.front()))
                .setEvents(reading.place().events())
                .setOutcomes(reading.place().outcomes())
                .setReadUntil(Instant.ofEpochMilli(reading.place().readMillis()))
                .setCopiedSince(treatment.isCopied() ? (Long) treatment.copiedSince() : null)
                .setJoined(treatment.joined())
                .setLeftOut(reading.leftOut())
                .build();
    }

    /** What was published. */
    public static Reading fromWire(dev.weir.schema.Reading reading) {
        return new Reading(
                reading.getPartition(),
                reading.getClosedUntil().getEpochSecond(),
                new Extent.Place(
                        reading.getEvents(),
                        reading.getOutcomes(),
                        reading.getReadUntil().toEpochMilli()),
                new Extent.Treatment(
                        reading.getCopiedSince() == null ? Extent.Treatment.NOT_COPIED : reading.getCopiedSince(),
                        reading.getJoined()),
                reading.getLeftOut());
    }
}
