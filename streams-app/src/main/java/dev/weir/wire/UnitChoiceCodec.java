package dev.weir.wire;

import dev.weir.event.UnitChoice;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;

/** Choices of units as Weir's own tasks store them: 32 bytes each, one after the other, numbers big-endian. */
public final class UnitChoiceCodec {
    private static final int SIZE = 4 * Long.BYTES;

    private UnitChoiceCodec() {}

    /** The bytes of some choices, in their order. */
    public static byte[] write(List<UnitChoice> choices) {
        ByteBuffer bytes = ByteBuffer.allocate(choices.size() * SIZE);
        for (UnitChoice choice : choices) {
            bytes.putLong(choice.unit())
                    .putLong(choice.notBefore())
                    .putLong(choice.assignedMillis())
                    .putLong(choice.request());
        }
        return bytes.array();
    }

    /**
     * The choices that were written.
     *
     * @throws SerializationException if the bytes end in the middle of one
     */
    public static List<UnitChoice> read(byte[] bytes) {
        List<UnitChoice> choices = new ArrayList<>(bytes.length / SIZE);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                choices.add(new UnitChoice(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong()));
            }
        } catch (BufferUnderflowException e) {
            throw new SerializationException(bytes.length + " bytes are no choices of " + SIZE + " bytes each", e);
        }
        return choices;
    }
}
