package dev.weir.shadow;

/**
 * How much two answers are alike.
 *
 * @param match      whether they count as the same
 * @param similarity how similar they are, 0 to 1
 * @throws IllegalArgumentException if {@code similarity} is outside 0 to 1 or NaN
 */
public record Likeness(boolean match, double similarity) {
    /** The same answer. */
    public static final Likeness SAME = new Likeness(true, 1);

    /** Answers with nothing in common. */
    public static final Likeness DIFFERENT = new Likeness(false, 0);

    public Likeness {
        if (!(similarity >= 0 && similarity <= 1)) {
            throw new IllegalArgumentException("similarity must be from 0 to 1, not " + similarity);
        }
    }

    /** Answers that are the same or have nothing in common. */
    public static Likeness of(boolean match) {
        return match ? SAME : DIFFERENT;
    }

    /** Answers that match from a similarity on; rounding may carry a similarity a little beyond its range. */
    static Likeness from(double similarity, double threshold) {
        double inRange = Math.max(0, Math.min(1, similarity));
        return new Likeness(inRange >= threshold, inRange);
    }
}
