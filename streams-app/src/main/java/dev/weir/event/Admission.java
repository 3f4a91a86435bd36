package dev.weir.event;

/**
 * What a request may be used for besides metrics, settled before its outcome is known.
 *
 * <p>Only requests whose variant was drawn by weight are randomised. Of these, a unit's further requests depend on its
 * first one, so that by default only the first in ten minutes is evidence.
 */
public enum Admission {
    /** Randomised, and its unit's first in ten minutes or without a unit. */
    FIRST_OF_UNIT,
    /** Randomised, but its unit has been counted in the last ten minutes. */
    REPEAT,
    /** Chosen by a rule, the kill switch or a fallback, or a shadow copy: never evidence. */
    NOT_RANDOMISED
}
