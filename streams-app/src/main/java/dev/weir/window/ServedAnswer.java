package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;

/**
 * What is kept of a request that was served until its outcome comes: whose answer it was and what it takes to tell whether
 * that was right.
 *
 * @param variant        version that handled it
 * @param assignedMillis instant of its assignment, epoch milliseconds
 * @param revision       revision of the routing table, or {@link Observation#NO_REVISION}
 * @param segments       attributes in canonical form
 * @param randomised     whether the variant was drawn by weight
 * @param firstOfUnit    whether it is its unit's first in ten minutes; null while that is not known
 * @param bucket         bucket its unit falls into, 0 to 63
 * @param parts          parts that have come
 * @param label          predicted class; null where it is not told
 * @param failed         whether the call failed or took too long, as far as is known
 * @param durationMicros duration, at most the timeout; {@link Observation#ABSENT} where it says nothing of speed
 * @param costMicros     cost in millionths; {@link Observation#ABSENT} where it is not told
 */
public record ServedAnswer(
        String variant,
        long assignedMillis,
        long revision,
        String segments,
        boolean randomised,
        Boolean firstOfUnit,
        int bucket,
        int parts,
        String label,
        boolean failed,
        long durationMicros,
        long costMicros) {

    /** What one event tells. */
    static ServedAnswer of(
            Observation event, String segments, Boolean firstOfUnit, int bucket, String label, TimeLimits limits) {
        Observation.Call call = event.call();
        boolean timedOut = call != null && (call.timedOut(limits.timeoutMicros()) || limits.isOverdue(call));
        boolean failed = timedOut || call != null && call.status() == Observation.Status.ERROR;
        long duration = Observation.ABSENT;
        if (timedOut) {
            duration = limits.timeoutMicros();
        } else if (call != null && !failed) {
            duration = call.durationMicros();
        }
        return new ServedAnswer(
                event.variant(),
                event.assignedMillis(),
                event.revision(),
                segments,
                event.randomised(),
                firstOfUnit,
                bucket,
                Parts.of(event),
                label,
                failed,
                duration,
                call == null ? Observation.ABSENT : call.costMicros());
    }

    /**
     * The one of two that counts, whichever came first: a request counts for the variant it was drawn for, even where a
     * fallback answered in the end, and of several attempts the first does. Parts of the same attempt add up.
     */
    ServedAnswer or(ServedAnswer other) {
        if (variant.equals(other.variant) && (parts & other.parts) == 0) {
            return isBefore(other) ? with(other) : other.with(this);
        }
        return isBefore(other) ? this : other;
    }

    private boolean isBefore(ServedAnswer other) {
        if (randomised != other.randomised) {
            return randomised;
        }
        return assignedMillis == other.assignedMillis
                ? variant.compareTo(other.variant) <= 0
                : assignedMillis < other.assignedMillis;
    }

    private ServedAnswer with(ServedAnswer rest) {
        return new ServedAnswer(
                variant,
                assignedMillis,
                revision,
                segments,
                randomised,
                firstOfUnit == null ? rest.firstOfUnit : firstOfUnit,
                bucket,
                parts | rest.parts,
                label == null ? rest.label : label,
                failed || rest.failed,
                durationMicros == Observation.ABSENT ? rest.durationMicros : durationMicros,
                costMicros == Observation.ABSENT ? rest.costMicros : costMicros);
    }

    /** The same, once it is known whether it is its unit's first. */
    ServedAnswer decided(boolean isFirst) {
        return new ServedAnswer(
                variant,
                assignedMillis,
                revision,
                segments,
                randomised,
                isFirst,
                bucket,
                parts,
                label,
                failed,
                durationMicros,
                costMicros);
    }

    /** Where it is counted. Nothing is a unit's first before that is known. */
    Cell cell() {
        Admission drawn = Boolean.TRUE.equals(firstOfUnit) ? Admission.FIRST_OF_UNIT : Admission.REPEAT;
        return new Cell(
                Math.floorDiv(assignedMillis, 1_000L),
                revision,
                variant,
                Role.SERVED,
                segments,
                randomised ? drawn : Admission.NOT_RANDOMISED);
    }

    /** Whether a true class says that the answer was right; null while what was answered is not known. */
    Boolean isRight(String truth) {
        if (failed) {
            // Who does not answer is not right, or a candidate would gain by failing where questions are hard.
            return false;
        }
        return label == null ? null : (Boolean) label.equals(truth);
    }
}
