package dev.weir.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairTally;
import dev.weir.window.ValueTally;
import dev.weir.window.Watermark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * What only Weir's own tasks read: deltas on their way to the judge, and the awaited outcomes of a task. The judge's state
 * is {@link ModelPieces}. Not safe for use by several threads.
 */
public final class StateCodec {
    /** Largest message, bytes: a broker takes records up to 1 MB unless told otherwise. */
    static final int LARGEST_MESSAGE = 512 * 1024;

    /** Models, variants and segments come again with every message. */
    private static final int KNOWN_NAMES = 1 << 14;

    /** Of versions that did not say which part of the log a delta is of. */
    private static final byte DELTA_WITHOUT_EXTENT = 1;

    private static final byte WATERMARK = 2;
    private static final byte DELTA = 3;

    private final ObjectMapper mapper;
    private final TextCache names = new TextCache(KNOWN_NAMES);
    private final AwaitedOutcomeCodec awaited = new AwaitedOutcomeCodec(names);
    private final OutcomeTallyCodec outcomes = new OutcomeTallyCodec();
    private final DeltaWriter writer =
            new DeltaWriter(DELTA, LARGEST_MESSAGE / 2, this::bytes, outcomes::write, this::bytes);

    public StateCodec() {
        this.mapper = StateMapper.create();
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

    /** A request and what is known of its answer. */
    public byte[] write(AwaitedOutcome outcome) {
        return awaited.write(outcome);
    }

    /**
     * Reads a request and what is known of its answer.
     *
     * @throws UncheckedIOException if the bytes are none
     */
    public AwaitedOutcome readAwaited(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == AwaitedOutcomeCodec.VERSION
                ? awaited.read(bytes)
                : read(bytes, 0, AwaitedOutcome.class);
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
            case DELTA, DELTA_WITHOUT_EXTENT -> new Message.Counted(deltas(bytes));
            case WATERMARK -> new Message.Read(read(bytes, 1, Watermark.class));
            default -> throw new UncheckedIOException(new IOException("unknown kind of message " + bytes[0]));
        };
    }

    private Map<String, Delta> deltas(byte[] bytes) {
        try {
            return new DeltaReader(
                            bytes,
                            bytes[0] == DELTA,
                            names,
                            pairs -> read(pairs, 0, PairTally.class),
                            this::readOutcomes,
                            values -> read(values, 0, ValueTally.class))
                    .read();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new UncheckedIOException("cannot read deltas", new IOException(e));
        }
    }

    private OutcomeTally readOutcomes(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == OutcomeTallyCodec.VERSION
                ? outcomes.read(bytes)
                : read(bytes, 0, OutcomeTally.class);
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
