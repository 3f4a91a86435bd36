package dev.weir.wire;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.window.PairSide;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads from the bytes of an event what is counted of it, without making the record first: names and attributes that came
 * before are the strings made then, and what is not needed is skipped.
 *
 * <p>Only bytes that were written with the very schema this program has are read so. All others, and all that turn out to
 * be no such event, go through the deserialiser, which reads the writer's schema or says what is wrong. Not safe for use by
 * several threads.
 */
public final class EventDecoder {
    private static final int HEADER_BYTES = 5;
    private static final int NAMES = 16_384;
    private static final int ATTRIBUTES = 4_096;
    private static final LatencyStatus[] STATUSES = LatencyStatus.values();
    private static final AssignmentReason[] REASONS = AssignmentReason.values();
    private static final dev.weir.schema.Role[] ROLES = dev.weir.schema.Role.values();

    private final Predicate<byte[]> isCurrent;
    private final Deserializer<InferenceEvent> general;
    private final TextCache names = new TextCache(NAMES);
    private final TextCache attributes = new TextCache(ATTRIBUTES);
    private final BinaryFields fields = new BinaryFields();
    private final BinaryFields pairs = new BinaryFields();
    private String topic;
    private byte[] value;
    private InferenceEvent record;
    private boolean isIdKnown;
    private int knownId;
    private String label;
    private final ContentDecoder content = new ContentDecoder();
    private boolean isReadHere;
    private int requestAt;
    private int predictionAt;

    /**
     * @param isCurrent whether bytes were written with this program's schema of events, behind a header of five bytes that
     *                  names it
     * @param general   reads any event
     */
    public EventDecoder(Predicate<byte[]> isCurrent, Deserializer<InferenceEvent> general) {
        this.isCurrent = isCurrent;
        this.general = general;
    }

    /**
     * What an event says; it may still break the rules of {@link dev.weir.event.EventRules}.
     *
     * @return null for a record without a value
     * @throws SerializationException if the bytes are no event
     */
    public Observation read(String newTopic, byte[] newValue) {
        topic = newTopic;
        value = newValue;
        record = null;
        label = null;
        isReadHere = false;
        if (newValue != null && newValue.length > HEADER_BYTES && isCurrent(newValue)) {
            try {
                fields.begin(newValue, HEADER_BYTES);
                Observation observation = observation();
                if (fields.isEnd()) {
                    isReadHere = true;
                    return observation;
                }
            } catch (IndexOutOfBoundsException noSuchEvent) {
                // The deserialiser says what is wrong with it.
            }
        }
        InferenceEvent event = event();
        if (event == null) {
            return null;
        }
        label = EventCodec.label(event);
        return EventCodec.observation(event);
    }

    /** The class that the event read last predicts; null where it tells none. */
    public String label() {
        return label;
    }

    /** The whole event read last; null for a record without a value. */
    private InferenceEvent event() {
        if (record == null) {
            record = general.deserialize(topic, value);
        }
        return record;
    }

    /** One half of a shadow pair as far as the event read last tells of it. */
    public PairSide pairSide(Observation observation) {
        if (!isReadHere) {
            return EventCodec.pairSide(observation, event());
        }
        return PairSide.of(
                observation,
                observation.request() ? content.asked(value, requestAt) : null,
                observation.prediction() ? content.wholeAnswer(value, predictionAt) : null);
    }

    /** What the event read last, which has a request part, asked. */
    public Asked asked() {
        return isReadHere ? content.asked(value, requestAt) : EventCodec.asked(event());
    }

    /** Label, score and value that the event read last, which has a prediction part, was answered with. */
    public Answer answer() {
        return isReadHere ? content.answer(value, predictionAt) : EventCodec.answer(event());
    }

    private boolean isCurrent(byte[] bytes) {
        if (bytes[0] != 0) {
            return false;
        }
        int id = (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
        if (isIdKnown && id == knownId) {
            return true;
        }
        boolean current = isCurrent.test(bytes);
        if (current) {
            isIdKnown = true;
            knownId = id;
        }
        return current;
    }

    private Observation observation() {
        String requestId = fields.readText();
        String model = fields.readText(names);
        String variant = fields.readText(names);
        boolean served = ROLES[fields.readBranch(ROLES.length)] == dev.weir.schema.Role.SERVED;
        long assignedMillis = fields.readLong();
        String unit = fields.isPresent() ? fields.readText() : null;
        String segments = segments();
        boolean routed = fields.isPresent();
        long revision = routed ? EventCodec.given(fields.readLong()) : Observation.NO_REVISION;
        if (fields.isPresent()) {
            routed = true;
            fields.skipText();
        }
        AssignmentReason reason = fields.isPresent() ? REASONS[fields.readBranch(REASONS.length)] : null;
        Boolean firstOfUnit = fields.isPresent() ? (Boolean) fields.readBoolean() : null;
        boolean request = fields.isPresent();
        requestAt = fields.at();
        if (request) {
            skipRequest();
        }
        boolean prediction = fields.isPresent();
        predictionAt = fields.at();
        if (prediction) {
            readPrediction();
        }
        return new Observation(
                requestId,
                model,
                variant,
                served ? Role.SERVED : Role.SHADOW,
                assignedMillis,
                unit,
                segments,
                revision,
                served && routed && reason != AssignmentReason.FALLBACK,
                reason == null || reason == AssignmentReason.WEIGHT,
                firstOfUnit,
                request,
                prediction,
                fields.isPresent() ? call() : null);
    }

    private String segments() {
        int from = fields.at();
        for (long left = fields.readBlock(); left > 0; left = fields.readBlock()) {
            for (; left > 0; left--) {
                fields.skipText();
                fields.skipText();
            }
        }
        return attributes.text(fields.data(), from, fields.at(), this::canonical);
    }

    private String canonical(byte[] bytes, int from, int until) {
        Map<String, String> read = new HashMap<>();
        pairs.begin(bytes, from);
        for (long left = pairs.readBlock(); left > 0; left = pairs.readBlock()) {
            for (; left > 0; left--) {
                read.put(pairs.readText(), pairs.readText());
            }
        }
        return Segments.canonical(read);
    }

    private void skipRequest() {
        for (long left = fields.readBlock(); left > 0; left = fields.readBlock()) {
            for (; left > 0; left--) {
                fields.skipText();
                fields.skip(Double.BYTES);
            }
        }
        for (long left = fields.readBlock(); left > 0; left = fields.readBlock()) {
            for (; left > 0; left--) {
                fields.skipText();
                fields.skipText();
            }
        }
        if (fields.isPresent()) {
            fields.readLong();
        }
    }

    private void readPrediction() {
        label = fields.isPresent() ? fields.readText(names) : null;
        if (fields.isPresent()) {
            fields.skip(Double.BYTES);
        }
        if (fields.isPresent()) {
            fields.skip(Double.BYTES);
        }
        if (fields.isPresent()) {
            fields.skipText();
        }
        if (fields.isPresent()) {
            for (long left = fields.readBlock(); left > 0; left = fields.readBlock()) {
                fields.skip(left * Float.BYTES);
            }
        }
    }

    private Observation.Call call() {
        long durationMicros = fields.readLong();
        LatencyStatus status = STATUSES[fields.readBranch(STATUSES.length)];
        if (fields.isPresent()) {
            fields.skipText();
        }
        return new Observation.Call(
                durationMicros,
                EventCodec.status(status),
                fields.isPresent() ? EventCodec.given(fields.readLong()) : Observation.ABSENT,
                fields.isPresent() ? EventCodec.given(fields.readLong()) : Observation.ABSENT,
                fields.isPresent() ? EventCodec.millionths(fields.readDouble()) : Observation.ABSENT);
    }
}
