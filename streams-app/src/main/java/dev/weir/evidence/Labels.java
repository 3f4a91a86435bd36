package dev.weir.evidence;

/**
 * Served requests and what became known of their answers.
 *
 * @param requests requests
 * @param labelled those of which it is known whether the answer was right
 * @param right    those whose answer was right
 */
public record Labels(long requests, long labelled, long right) {
    /** None. */
    public static final Labels NONE = new Labels(0, 0, 0);

    /** Both together. */
    public Labels plus(Labels other) {
        return new Labels(requests + other.requests, labelled + other.labelled, right + other.right);
    }

    /** Share of the right answers among those it is known of; null where nothing is known. */
    public Double accuracy() {
        return labelled <= 0 ? null : (Double) ((double) right / labelled);
    }

    /** Share of the requests of which it is known whether they were answered right; null without requests. */
    public Double completeness() {
        return requests <= 0 ? null : (Double) ((double) labelled / requests);
    }
}
