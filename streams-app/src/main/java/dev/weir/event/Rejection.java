package dev.weir.event;

/**
 * An event that cannot be counted.
 *
 * @param reason class of the fault, for counters
 * @param detail what was found and what to send instead
 */
public record Rejection(Reason reason, String detail) {

    /** Classes of faults. */
    public enum Reason {
        /** The bytes cannot be read with the schema they name. */
        UNREADABLE,
        /** A field that identifies the event is blank. */
        MISSING_FIELD,
        /** A figure is outside its range. */
        OUT_OF_RANGE,
        /** The event was assigned later than now. */
        FUTURE,
        /** It failed in a way nobody foresaw. */
        UNUSABLE
    }
}
