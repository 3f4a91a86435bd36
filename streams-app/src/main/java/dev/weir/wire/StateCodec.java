package dev.weir.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.weir.judge.ModelSnapshot;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.Cell;
import dev.weir.window.Clusters;
import dev.weir.window.Delta;
import dev.weir.window.Disagreement;
import dev.weir.window.NumberTally;
import dev.weir.window.OpenPair;
import dev.weir.window.OutcomeLosses;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairLosses;
import dev.weir.window.PairTally;
import dev.weir.window.ServedAnswer;
import dev.weir.window.Tally;
import dev.weir.window.Truth;
import dev.weir.window.UnitSample;
import dev.weir.window.ValueTally;
import dev.weir.window.Watermark;
import dev.weir.window.WordTally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * What only Weir's own tasks read: deltas on their way to the judge and the judge's state, in CBOR.
 *
 * <p>The core's records are written as they are. What there is most of is written without field names, so new fields
 * of these records go to their end; a reader takes what it misses as absent and leaves what it does not know.
 */
public final class StateCodec {
    /** Largest message, bytes: a broker takes records up to 1 MB unless told otherwise. */
    static final int LARGEST_MESSAGE = 512 * 1024;

    private static final byte DELTA = 1;
    private static final byte WATERMARK = 2;

    private final ObjectMapper mapper;
    private final DeltaWriter writer =
            new DeltaWriter(DELTA, LARGEST_MESSAGE / 2, this::bytes, this::bytes, this::bytes);

    public StateCodec() {
        this.mapper = CBORMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .addMixIn(Histogram.class, HistogramParts.class)
                .build();
        List.of(
                        Cell.class,
                        Tally.class,
                        Histogram.class,
                        UnitSample.class,
                        Delta.Count.class,
                        Delta.Correction.class,
                        Delta.Pairs.class,
                        Delta.Outcomes.class,
                        OutcomeTally.class,
                        OutcomeLosses.class,
                        Clusters.class,
                        AwaitedOutcome.class,
                        ServedAnswer.class,
                        Truth.class,
                        PairTally.class,
                        PairLosses.class,
                        Disagreement.class,
                        ValueTally.class,
                        NumberTally.class,
                        WordTally.class,
                        Watermark.class)
                .forEach(type ->
                        mapper.configOverride(type).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY)));
    }

    /** The parts of a class that is no record, in their order. */
    @JsonPropertyOrder({"bins", "counts", "overflow"})
    private abstract static class HistogramParts {
        @JsonCreator
        HistogramParts(
                @JsonProperty("bins") int[] bins,
                @JsonProperty("counts") long[] counts,
                @JsonProperty("overflow") long overflow) {}

        @JsonProperty
        abstract int[] bins();

        @JsonProperty
        abstract long[] counts();

        @JsonProperty
        abstract long overflow();
    }

    /** What an observe task tells the judge: counts of some models, or a watermark for all models. */
    public sealed interface Message {
        /** Counts of some models, by model. */
        record Counted(Map<String, Delta> deltas) implements Message {}

        /** How far a partition has been read. */
        record Read(Watermark watermark) implements Message {}
    }

    /**
     * Deltas of one partition as messages, as few as they fit into; to be read in their order. None if they hold nothing.
     *
     * @param deltas by model
     */
    public List<byte[]> write(Map<String, Delta> deltas) {
        return writer.write(deltas);
    }

    /** A watermark as a message. */
    public byte[] write(Watermark watermark) {
        return tagged(WATERMARK, watermark);
    }

    /** A shadow pair that is open. */
    public byte[] write(OpenPair pair) {
        return bytes(pair);
    }

    /**
     * Reads an open shadow pair.
     *
     * @throws UncheckedIOException if the bytes are none
     */
    public OpenPair readPair(byte[] bytes) {
        return read(bytes, 0, OpenPair.class);
    }

    /** A request and what is known of its answer. */
    public byte[] write(AwaitedOutcome awaited) {
        return bytes(awaited);
    }

    /**
     * Reads a request and what is known of its answer.
     *
     * @throws UncheckedIOException if the bytes are none
     */
    public AwaitedOutcome readAwaited(byte[] bytes) {
        return read(bytes, 0, AwaitedOutcome.class);
    }

    /** A model's state. */
    public byte[] write(ModelSnapshot snapshot) {
        return bytes(snapshot);
    }

    /**
     * Reads a message.
     *
     * @throws UncheckedIOException if the bytes are none
     */
    public Message readMessage(byte[] bytes) {
        if (bytes.length == 0) {
            throw new UncheckedIOException(new IOException("an empty record is no message"));
        }
        return switch (bytes[0]) {
            case DELTA -> new Message.Counted(deltas(bytes));
            case WATERMARK -> new Message.Read(read(bytes, 1, Watermark.class));
            default -> throw new UncheckedIOException(new IOException("unknown kind of message " + bytes[0]));
        };
    }

    private Map<String, Delta> deltas(byte[] bytes) {
        try {
            return new DeltaReader(
                            bytes,
                            pairs -> read(pairs, 0, PairTally.class),
                            told -> read(told, 0, OutcomeTally.class),
                            values -> read(values, 0, ValueTally.class))
                    .read();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new UncheckedIOException("cannot read deltas", new IOException(e));
        }
    }

    /**
     * Reads a model's state.
     *
     * @throws UncheckedIOException if the bytes are none
     */
    public ModelSnapshot readSnapshot(byte[] bytes) {
        return read(bytes, 0, ModelSnapshot.class);
    }

    private <T> T read(byte[] bytes, int offset, Class<T> type) {
        try {
            return mapper.readValue(bytes, offset, bytes.length - offset, type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a " + type.getSimpleName(), e);
        }
    }

    private byte[] tagged(byte tag, Object value) {
        byte[] body = bytes(value);
        byte[] tagged = new byte[body.length + 1];
        tagged[0] = tag;
        System.arraycopy(body, 0, tagged, 1, body.length);
        return tagged;
    }

    private byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a " + value.getClass().getSimpleName(), e);
        }
    }
}
