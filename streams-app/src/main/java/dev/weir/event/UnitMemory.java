package dev.weir.event;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Remembers which request of a unit was counted as its evidence, for units whose router left no mark.
 *
 * <p>Two generations of ten minutes each bound the memory in time, a limit on the units bounds it in space: beyond it
 * a new unit counts as {@link Admission#REPEAT}, since losing evidence is harmless and counting a unit twice is not.
 * The memory is lost with its process; a unit may then count once more.
 */
public final class UnitMemory {
    /** Time in which a unit is evidence once, milliseconds. */
    public static final long ONCE_IN_MILLIS = 600_000;

    /** Spreads the hash of a model's name over all bits: 2^64 divided by the golden ratio. */
    private static final long MODEL_SPREAD = 0x9E3779B97F4A7C15L;

    private final int limit;
    private Map<Long, Chosen> current = new HashMap<>();
    private Map<Long, Chosen> previous = new HashMap<>();
    private long generationSince = Long.MIN_VALUE;

    private record Chosen(long assignedMillis, long request) {}

    /** A memory for at most so many units in ten minutes. */
    public UnitMemory(int limit) {
        this.limit = limit;
    }

    /** What a randomised request with a unit may be used for. */
    public Admission admit(String model, UnitKey unit, String requestId, long assignedMillis) {
        rotate(assignedMillis);
        long key = unit.identity() ^ model.hashCode() * MODEL_SPREAD;
        long request = hash(requestId);
        Chosen chosen = current.getOrDefault(key, previous.get(key));
        if (chosen != null && Math.abs(assignedMillis - chosen.assignedMillis) < ONCE_IN_MILLIS) {
            return chosen.request == request ? Admission.FIRST_OF_UNIT : Admission.REPEAT;
        }
        if (current.size() >= limit) {
            return Admission.REPEAT;
        }
        current.put(key, new Chosen(assignedMillis, request));
        return Admission.FIRST_OF_UNIT;
    }

    private void rotate(long assignedMillis) {
        if (generationSince == Long.MIN_VALUE) {
            generationSince = assignedMillis;
        } else if (assignedMillis - generationSince >= ONCE_IN_MILLIS) {
            previous = current;
            current = new HashMap<>();
            generationSince = assignedMillis;
        }
    }

    private static long hash(String text) {
        return MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_8))[0];
    }
}
