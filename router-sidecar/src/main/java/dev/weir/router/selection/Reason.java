package dev.weir.router.selection;

/** Why a variant was chosen; only {@link #WEIGHT} is randomised, and so evidence. */
public enum Reason {
    /** The kill switch is on: everything goes to the baseline. */
    KILL_SWITCH,
    /** The unit is named in the table. */
    USER,
    /** A segment rule matched. */
    SEGMENT,
    /** The bucket of the unit, or of the request, decided. */
    WEIGHT,
    /** There was no table for the model, or the variant chosen at first could not be reached. */
    FALLBACK
}
