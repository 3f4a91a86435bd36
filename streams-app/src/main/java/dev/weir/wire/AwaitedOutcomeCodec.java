package dev.weir.wire;

import dev.weir.window.AwaitedOutcome;
import dev.weir.window.ServedAnswer;
import dev.weir.window.Truth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that wait for their outcome, as a task stores them: some dozens of bytes each. Not safe for use by several
 * threads.
 *
 * <pre>
 * awaited = VERSION, kinds, since, [answer], others, [truth], [reward]
 * </pre>
 */
final class AwaitedOutcomeCodec {
    /** No array in CBOR, which is what earlier versions stored, begins with it. */
    static final byte VERSION = 1;

    private static final int ANSWER = 1;
    private static final int TRUTH = 2;
    private static final int REWARD = 4;

    private static final int RANDOMISED = 1;
    private static final int FAILED = 2;
    private static final int LABEL = 4;
    private static final int DECIDED = 8;
    private static final int FIRST = 16;

    private static final int OF_VARIANT = 1;
    private static final int OF_LABEL = 2;
    private static final int OF_SUCCESS = 4;
    private static final int RIGHT = 8;
    private static final int OF_REWARD = 16;

    private final ByteWriter to = new ByteWriter();
    private final BinaryFields fields = new BinaryFields();
    private final TextCache names;

    /** Shares texts that come again with others. */
    AwaitedOutcomeCodec(TextCache names) {
        this.names = names;
    }

    byte[] write(AwaitedOutcome awaited) {
        to.clear();
        to.writeByte(VERSION);
        to.writeByte(flag(awaited.answer() != null, ANSWER)
                | flag(awaited.truth() != null, TRUTH)
                | flag(awaited.reward() != null, REWARD));
        to.writeLong(awaited.sinceMillis());
        if (awaited.answer() != null) {
            write(awaited.answer());
        }
        to.writeLong(awaited.others().size());
        awaited.others().forEach(to::writeText);
        if (awaited.truth() != null) {
            write(awaited.truth());
        }
        if (awaited.reward() != null) {
            write(awaited.reward());
        }
        return to.toByteArray();
    }

    private static int flag(boolean is, int flag) {
        return is ? flag : 0;
    }

    private void write(ServedAnswer answer) {
        to.writeByte(flag(answer.randomised(), RANDOMISED)
                | flag(answer.failed(), FAILED)
                | flag(answer.label() != null, LABEL)
                | flag(answer.firstOfUnit() != null, DECIDED)
                | flag(Boolean.TRUE.equals(answer.firstOfUnit()), FIRST));
        to.writeText(answer.variant());
        to.writeLong(answer.assignedMillis());
        to.writeLong(answer.revision());
        to.writeText(answer.segments());
        to.writeByte(answer.bucket());
        to.writeLong(answer.parts());
        if (answer.label() != null) {
            to.writeText(answer.label());
        }
        to.writeLong(answer.durationMicros());
        to.writeLong(answer.costMicros());
    }

    private void write(Truth truth) {
        to.writeByte(flag(truth.variant() != null, OF_VARIANT)
                | flag(truth.label() != null, OF_LABEL)
                | flag(truth.success() != null, OF_SUCCESS)
                | flag(Boolean.TRUE.equals(truth.success()), RIGHT)
                | flag(truth.reward() != null, OF_REWARD));
        to.writeLong(truth.knownMillis());
        if (truth.variant() != null) {
            to.writeText(truth.variant());
        }
        if (truth.label() != null) {
            to.writeText(truth.label());
        }
        if (truth.reward() != null) {
            to.writeLong(truth.reward());
        }
    }

    /**
     * Reads what {@link #write(AwaitedOutcome)} wrote.
     *
     * @throws UncheckedIOException if the bytes are nothing of the kind
     */
    AwaitedOutcome read(byte[] bytes) {
        try {
            fields.begin(bytes, 1);
            int kinds = fields.readByte();
            long since = fields.readLong();
            ServedAnswer answer = (kinds & ANSWER) == 0 ? null : answer();
            List<String> others = new ArrayList<>();
            for (int left = fields.readCount(); left > 0; left--) {
                others.add(fields.readText(names));
            }
            Truth truth = (kinds & TRUTH) == 0 ? null : truth();
            return new AwaitedOutcome(since, answer, others, truth, (kinds & REWARD) == 0 ? null : truth());
        } catch (IndexOutOfBoundsException e) {
            throw new UncheckedIOException("cannot read an awaited outcome", new IOException(e));
        }
    }

    private ServedAnswer answer() {
        int flags = fields.readByte();
        return new ServedAnswer(
                fields.readText(names),
                fields.readLong(),
                fields.readLong(),
                fields.readText(names),
                (flags & RANDOMISED) != 0,
                (flags & DECIDED) == 0 ? null : (Boolean) ((flags & FIRST) != 0),
                fields.readByte(),
                (int) fields.readLong(),
                (flags & LABEL) == 0 ? null : fields.readText(names),
                (flags & FAILED) != 0,
                fields.readLong(),
                fields.readLong());
    }

    private Truth truth() {
        int flags = fields.readByte();
        return new Truth(
                fields.readLong(),
                (flags & OF_VARIANT) == 0 ? null : fields.readText(names),
                (flags & OF_LABEL) == 0 ? null : fields.readText(names),
                (flags & OF_SUCCESS) == 0 ? null : (Boolean) ((flags & RIGHT) != 0),
                (flags & OF_REWARD) == 0 ? null : (Long) fields.readLong());
    }
}
