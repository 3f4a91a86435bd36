package dev.weir.evidence;

import dev.weir.statistics.drift.AccuracyDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Watches the accuracy of one variant through labels that come late, without an end.
 *
 * <p>Requests are put together by the time at which they were assigned, in spans of a three hundred and sixtieth of the
 * label horizon, and a span is looked at when that horizon is over: were labels counted as they come, a model whose
 * mistakes are found sooner than its successes would seem to get worse. Closed spans of at least {@value #BLOCK_LABELS}
 * labels, put together where they have fewer, are the blocks of an {@link AccuracyDetector}. The deployed accuracy is
 * given, or it is the first blocks' lower bound.
 *
 * <p>An alarm is kept until as many labels as {@code recentLabels} that came after it are within the tolerance again, and
 * the detector starts anew.
 *
 * @param variant    version that is watched
 * @param terms      what its accuracy is held to
 * @param since      first second whose requests count, epoch seconds
 * @param open       requests and labels of spans whose horizon is not over, by first second
 * @param closedTo   first second that is not closed, epoch seconds
 * @param pending    closed, but too few labels for a block
 * @param reference  what the deployed accuracy and the usual completeness of labels are measured on
 * @param detector   null while the deployed accuracy is not known
 * @param recent     the latest blocks, oldest first
 * @param driftSince first second of the block that caused an alarm which is not over, epoch seconds; null without one
 * @param afterAlarm labels since that alarm
 * @param late       labels that came after the horizon
 */
public record AccuracyWatch(
        String variant,
        AccuracyTerms terms,
        long since,
        SortedMap<Long, Labels> open,
        long closedTo,
        Labels pending,
        Labels reference,
        AccuracyDetector detector,
        List<Labels> recent,
        Long driftSince,
        Labels afterAlarm,
        long late) {

    /** Fewest labels of a block. */
    public static final long BLOCK_LABELS = 10;

    /** Mean number of blocks to a false alarm, at least, while the accuracy is within the tolerance. */
    public static final double MEAN_BLOCKS_TO_FALSE_ALARM = 10_000;

    private static final int SPANS_OF_HORIZON = 360;

    public AccuracyWatch {
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
        recent = List.copyOf(recent);
    }

    /**
     * A watch that has seen nothing.
     *
     * @param sinceSecond first second whose requests count, epoch seconds
     */
    public static AccuracyWatch begin(String variant, AccuracyTerms terms, long sinceSecond) {
        return new AccuracyWatch(
                variant,
                terms,
                sinceSecond,
                new TreeMap<>(),
                Long.MIN_VALUE,
                Labels.NONE,
                Labels.NONE,
                terms.deployed() == null ? null : detector(terms.deployed() - terms.tolerance()),
                List.of(),
                null,
                Labels.NONE,
                0);
    }

    /** The same variant's watch under other terms, which begins anew where they differ. */
    public AccuracyWatch under(AccuracyTerms other, long nowSecond) {
        return other.equals(terms) ? this : begin(variant, other, nowSecond);
    }

    /**
     * Takes in what became known of requests of one second. Figures may be negative, to take back what was told before.
     *
     * @param second second of their assignment, epoch seconds
     */
    public AccuracyWatch take(long second, Labels labels) {
        if (second < since) {
            return this;
        }
        long span = spanOf(second);
        if (span < closedTo) {
            return with(open, closedTo, Math.max(0, late + labels.labelled()));
        }
        SortedMap<Long, Labels> more = new TreeMap<>(open);
        more.merge(span, labels, Labels::plus);
        return with(more, closedTo, late);
    }

    /**
     * Closes the spans whose horizon is over.
     *
     * @param nowSecond instant that is now, epoch seconds
     * @param closing   time after which the events of a second have been read
     */
    public AccuracyWatch close(long nowSecond, Duration closing) {
        long until = nowSecond - terms.labelHorizon().plus(closing).toSeconds();
        long newClosedTo = spanOf(until);
        if (newClosedTo <= closedTo) {
            return this;
        }
        AccuracyWatch watch = with(open, newClosedTo, late);
        while (!watch.open.isEmpty() && watch.open.firstKey() < newClosedTo) {
            watch = watch.closeFirst();
        }
        return watch;
    }

    /** The accuracy at deployment; null while it is not known. */
    public Double deployed() {
        if (terms.deployed() != null) {
            return terms.deployed();
        }
        return detector == null ? null : reference.accuracy();
    }

    /** The latest labels, of which the present accuracy is told. */
    public Labels present() {
        return recent.stream().reduce(Labels.NONE, Labels::plus);
    }

    /** Whether the accuracy has been found to be lost. */
    public boolean hasDrifted() {
        return driftSince != null;
    }

    /** Whether the deployed accuracy is known to be so low that no loss could be told. */
    public boolean isTooLow() {
        return detector == null && (terms.deployed() != null || reference.labelled() >= terms.referenceLabels());
    }

    private AccuracyWatch closeFirst() {
        long span = open.firstKey();
        SortedMap<Long, Labels> rest = new TreeMap<>(open);
        Labels closed = pending.plus(rest.remove(span));
        AccuracyWatch watch = with(rest, closedTo, late);
        return closed.labelled() < BLOCK_LABELS
                ? watch.with(closed, reference, detector, recent, driftSince, afterAlarm)
                : watch.weigh(closed, span);
    }

    private AccuracyWatch weigh(Labels block, long span) {
        List<Labels> latest = latest(block);
        boolean measures = reference.labelled() < terms.referenceLabels();
        Labels measured = measures ? reference.plus(block) : reference;
        if (detector == null) {
            boolean isKnown = measures && measured.labelled() >= terms.referenceLabels() && terms.deployed() == null;
            AccuracyDetector first = isKnown
                    ? detector(AccuracyDetector.lowerBound(measured.labelled(), measured.right()) - terms.tolerance())
                    : null;
            return with(Labels.NONE, measured, first, latest, null, Labels.NONE);
        }
        AccuracyDetector next = detector.plus(block.labelled(), block.right());
        if (next.alarms(MEAN_BLOCKS_TO_FALSE_ALARM)) {
            AccuracyDetector anew = AccuracyDetector.start(detector.leastAccuracy());
            Long since = driftSince == null ? (Long) span : driftSince;
            return with(Labels.NONE, measured, anew, latest, since, Labels.NONE);
        }
        Labels after = driftSince == null ? Labels.NONE : afterAlarm.plus(block);
        boolean enough = after.labelled() >= terms.recentLabels();
        Long since = enough && after.accuracy() >= detector.leastAccuracy() ? null : driftSince;
        return with(Labels.NONE, measured, next, latest, since, enough ? Labels.NONE : after);
    }

    private List<Labels> latest(Labels block) {
        List<Labels> latest = new ArrayList<>(recent);
        latest.add(block);
        long labelled = latest.stream().mapToLong(Labels::labelled).sum();
        while (labelled - latest.get(0).labelled() >= terms.recentLabels()) {
            labelled -= latest.remove(0).labelled();
        }
        return latest;
    }

    private static AccuracyDetector detector(double leastAccuracy) {
        return leastAccuracy < AccuracyTerms.LOWEST ? null : AccuracyDetector.start(Math.min(leastAccuracy, 1 - 1e-9));
    }

    private long spanSeconds() {
        return Math.max(1, terms.labelHorizon().toSeconds() / SPANS_OF_HORIZON);
    }

    private long spanOf(long second) {
        return Math.floorDiv(second, spanSeconds()) * spanSeconds();
    }

    private AccuracyWatch with(SortedMap<Long, Labels> newOpen, long newClosedTo, long newLate) {
        return new AccuracyWatch(
                variant,
                terms,
                since,
                newOpen,
                newClosedTo,
                pending,
                reference,
                detector,
                recent,
                driftSince,
                afterAlarm,
                newLate);
    }

    private AccuracyWatch with(
            Labels newPending,
            Labels newReference,
            AccuracyDetector newDetector,
            List<Labels> newRecent,
            Long newDriftSince,
            Labels newAfterAlarm) {
        return new AccuracyWatch(
                variant,
                terms,
                since,
                open,
                closedTo,
                newPending,
                newReference,
                newDetector,
                newRecent,
                newDriftSince,
                newAfterAlarm,
                late);
    }
}
