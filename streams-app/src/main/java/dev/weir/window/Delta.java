package dev.weir.window;

import dev.weir.event.Admission;
import java.util.List;

/**
 * What one partition's task counted for one model since its last commit. Of one partition deltas are to be read in their
 * order, since a correction is about what was counted before.
 *
 * @param partition   source partition the events came from
 * @param counts      the counts, one entry a cell
 * @param corrections what these counts or earlier ones hold and should not; to be applied after the counts
 * @param pairs       shadow pairs whose second is over
 * @param outcomes    what became known of answers, of whatever second; it may take back what was told before
 * @param contents    what was asked and answered, where somebody wants to know
 * @param extent      which part of the log it is of; null where that is not known
 */
public record Delta(
        int partition,
        List<Count> counts,
        List<Correction> corrections,
        List<Pairs> pairs,
        List<Outcomes> outcomes,
        List<Contents> contents,
        Extent extent) {

    /** The count of one cell. */
    public record Count(Cell cell, Tally tally) {}

    /**
     * A request that was counted in a cell before one came that had been assigned earlier.
     *
     * @param cell      cell in which it was counted
     * @param tally     what was counted of it; never its unit, which was seen there either way
     * @param admission what it may be used for instead; null if it does not count at all
     */
    public record Correction(Cell cell, Tally tally, Admission admission) {}

    /** The count of one cell's pairs, the cell being of both variants. */
    public record Pairs(Cell cell, PairTally tally) {}

    /** The count of one cell's requests and their outcomes. */
    public record Outcomes(Cell cell, OutcomeTally tally) {}

    /**
     * What requests asked and what was answered to them, of each unit the first in ten minutes. Whichever part of a request
     * came first is counted, and never taken back.
     *
     * @param cell     variant and span; its second is the first of the span
     * @param asked    features and categories of requests
     * @param answered predictions: {@value #LABEL}, {@value #SCORE} and {@value #VALUE}
     */
    public record Contents(Cell cell, ValueTally asked, ValueTally answered) {
        /** Seconds that are counted together; spans begin at multiples of it. */
        public static final int SPAN_SECONDS = 10;

        /** Field of answers: the class that was predicted. */
        public static final String LABEL = "label";

        /** Field of answers: the confidence in that. */
        public static final String SCORE = "score";

        /** Field of answers: the number that was predicted. */
        public static final String VALUE = "value";
    }

    public Delta {
        counts = List.copyOf(counts);
        corrections = corrections == null ? List.of() : List.copyOf(corrections);
        pairs = pairs == null ? List.of() : List.copyOf(pairs);
        outcomes = outcomes == null ? List.of() : List.copyOf(outcomes);
        contents = contents == null ? List.of() : List.copyOf(contents);
    }

    /** Counts that correct nothing. */
    public Delta(int partition, List<Count> counts) {
        this(partition, counts, List.of());
    }

    /** Counts and corrections without pairs. */
    public Delta(int partition, List<Count> counts, List<Correction> corrections) {
        this(partition, counts, corrections, List.of());
    }

    /** Counts, corrections and pairs without outcomes. */
    public Delta(int partition, List<Count> counts, List<Correction> corrections, List<Pairs> pairs) {
        this(partition, counts, corrections, pairs, List.of());
    }

    /** Counts, corrections, pairs and outcomes without contents. */
    public Delta(
            int partition,
            List<Count> counts,
            List<Correction> corrections,
            List<Pairs> pairs,
            List<Outcomes> outcomes) {
        this(partition, counts, corrections, pairs, outcomes, List.of());
    }

    /** What was counted of a part of the log that is not known. */
    public Delta(
            int partition,
            List<Count> counts,
            List<Correction> corrections,
            List<Pairs> pairs,
            List<Outcomes> outcomes,
            List<Contents> contents) {
        this(partition, counts, corrections, pairs, outcomes, contents, null);
    }

    /** The same with pairs. */
    public Delta withPairs(List<Pairs> settled) {
        return new Delta(partition, counts, corrections, settled, outcomes, contents, extent);
    }

    /** The same with outcomes. */
    public Delta withOutcomes(List<Outcomes> joined) {
        return new Delta(partition, counts, corrections, pairs, joined, contents, extent);
    }

    /** The same of a part of the log. */
    public Delta of(Extent part) {
        return new Delta(partition, counts, corrections, pairs, outcomes, contents, part);
    }
}
