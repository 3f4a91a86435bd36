package dev.weir.window;

/**
 * Outcomes that say nothing of an answer, by reason.
 *
 * @param noPrediction  outcomes of which no prediction is known, as far as is known now: one that comes later takes its
 *                      outcome back from here
 * @param otherVariant  outcomes that name a variant that did not handle their request
 * @param late          outcomes that came later after their request than is waited for
 * @param duplicate     outcomes that had been told before
 * @param contradictory outcomes that say something else than one that was known earlier
 */
public record OutcomeLosses(long noPrediction, long otherVariant, long late, long duplicate, long contradictory) {
    /** Nothing lost. */
    public static final OutcomeLosses NONE = new OutcomeLosses(0, 0, 0, 0, 0);

    /** The losses of both. */
    public OutcomeLosses plus(OutcomeLosses other) {
        return new OutcomeLosses(
                noPrediction + other.noPrediction,
                otherVariant + other.otherVariant,
                late + other.late,
                duplicate + other.duplicate,
                contradictory + other.contradictory);
    }

    /** These losses without those of another. */
    public OutcomeLosses minus(OutcomeLosses other) {
        return new OutcomeLosses(
                noPrediction - other.noPrediction,
                otherVariant - other.otherVariant,
                late - other.late,
                duplicate - other.duplicate,
                contradictory - other.contradictory);
    }
}
