package dev.weir.evidence;

import dev.weir.window.Delta;
import dev.weir.window.ValueCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Watches what one variant is asked and answers, window by window, without an end. Not safe for use by several threads.
 *
 * <p>The first window is the reference of all that follow; or, between two variants that serve side by side, each window of
 * the one is compared with the same window of the other. A window is over when all of it has been read. One with too few
 * requests is not compared, but goes on into the next one, so that every request is in one comparison only.
 */
public final class DriftWatch {
    private final String variant;
    private final String against;
    private final DriftTerms terms;
    private final long since;
    private final TreeMap<Long, Both> open = new TreeMap<>();
    private Both pending = new Both();
    private long begun;
    private long openFrom;
    private Contents reference;
    private long late;
    private Stored stored;

    /** What has been counted of both variants. */
    private record Both(Counted own, Counted other) {
        Both() {
            this(new Counted(), new Counted());
        }
    }

    private record Counted(ValueCounter asked, ValueCounter answered) {
        Counted() {
            this(new ValueCounter(), new ValueCounter());
        }

        void add(Contents contents) {
            asked.add(contents.asked(), field -> true);
            answered.add(contents.answered(), field -> true);
        }

        Contents contents(long from, long until) {
            return new Contents(from, until, asked.build(), answered.build());
        }
    }

    /**
     * A watch as it is stored.
     *
     * @param variant   version that is watched
     * @param against   version it is compared with; null where that is itself as it was first
     * @param terms     how it is watched
     * @param since     first second whose requests count, epoch seconds
     * @param openFrom  first second of the window that is open, epoch seconds
     * @param own       what the variant was asked and answered: first in windows that had too few requests, then in each window
     *                  that is open
     * @param other     the same of the other variant
     * @param reference what it is compared with; null while that is not known, or it is another variant
     * @param late      requests that came when their window was over
     */
    public record Stored(
            String variant,
            String against,
            DriftTerms terms,
            long since,
            long openFrom,
            List<Contents> own,
            List<Contents> other,
            Contents reference,
            long late) {
        public Stored {
            own = List.copyOf(own);
            other = List.copyOf(other);
        }

        /** The same compared with something else. */
        public Stored with(Contents newReference) {
            return new Stored(variant, against, terms, since, openFrom, own, other, newReference, late);
        }
    }

    private DriftWatch(String variant, String against, DriftTerms terms, long since, long openFrom) {
        this.variant = variant;
        this.against = against;
        this.terms = terms;
        this.since = since;
        this.openFrom = openFrom;
        this.begun = openFrom;
    }

    /**
     * A watch that has seen nothing.
     *
     * @param against version it is compared with; null to compare it with what it was first
     * @param second  first second whose requests may count, epoch seconds; they do from the next span on
     */
    public static DriftWatch begin(String variant, String against, DriftTerms terms, long second) {
        int span = DriftTerms.UNIT_SECONDS;
        long since = Math.floorDiv(second + span - 1, span) * span;
        return new DriftWatch(variant, against, terms, since, since);
    }

    /** A watch that goes on where it was. */
    public static DriftWatch restore(Stored stored) {
        DriftWatch watch = new DriftWatch(stored.variant, stored.against, stored.terms, stored.since, stored.openFrom);
        watch.begun = stored.own.get(0).from();
        watch.pending.own.add(stored.own.get(0));
        watch.pending.other.add(stored.other.get(0));
        for (int i = 1; i < stored.own.size(); i++) {
            Both window = watch.window(stored.own.get(i).from());
            window.own.add(stored.own.get(i));
            window.other.add(stored.other.get(i));
        }
        watch.reference = stored.reference;
        watch.late = stored.late;
        return watch;
    }

    /** All that has to survive; the same object while nothing has changed. */
    public Stored stored() {
        if (stored == null) {
            stored = snapshot();
        }
        return stored;
    }

    private Stored snapshot() {
        List<Contents> own = new ArrayList<>();
        List<Contents> other = new ArrayList<>();
        own.add(pending.own.contents(begun, openFrom));
        other.add(pending.other.contents(begun, openFrom));
        open.forEach((from, window) -> {
            own.add(window.own.contents(from, from + windowSeconds()));
            other.add(window.other.contents(from, from + windowSeconds()));
        });
        return new Stored(variant, against, terms, since, openFrom, own, other, reference, late);
    }

    /** Version that is watched. */
    public String variant() {
        return variant;
    }

    /** Version it is compared with; null where that is itself as it was first. */
    public String against() {
        return against;
    }

    /** How it is watched. */
    public DriftTerms terms() {
        return terms;
    }

    /** Requests that came when their window was over, and are in none. */
    public long late() {
        return late;
    }

    /** Takes in what was counted, if it is of this watch. */
    public void take(Delta.Contents contents) {
        boolean isOwn = contents.cell().variant().equals(variant);
        if (!isOwn && !contents.cell().variant().equals(against)) {
            return;
        }
        stored = null;
        long second = contents.cell().second();
        if (second < openFrom) {
            late += second < since ? 0 : contents.asked().requests();
            return;
        }
        Both window = window(openFrom + (second - openFrom) / windowSeconds() * windowSeconds());
        Counted counted = isOwn ? window.own : window.other;
        counted.asked.add(contents.asked(), terms::wants);
        counted.answered.add(contents.answered(), field -> terms.predictions());
    }

    private Both window(long from) {
        return open.computeIfAbsent(from, first -> new Both());
    }

    /**
     * Ends the next window that is over and has enough requests; to be called until there is none.
     *
     * @param readUntil second before which everything has been read, epoch seconds
     */
    public Optional<DriftLook> close(long readUntil) {
        while (openFrom + windowSeconds() <= readUntil) {
            stored = null;
            if (open.isEmpty()) {
                skip(readUntil);
                return Optional.empty();
            }
            Both over = open.remove(openFrom);
            openFrom += windowSeconds();
            if (over != null) {
                // Its bounds are those of what it is added to.
                pending.own.add(over.own.contents(begun, openFrom));
                pending.other.add(over.other.contents(begun, openFrom));
            }
            Optional<DriftLook> look = look();
            if (look.isPresent()) {
                pending = new Both();
                begun = openFrom;
                return look;
            }
        }
        return Optional.empty();
    }

    /** Nothing has come for some windows. */
    private void skip(long readUntil) {
        openFrom += (readUntil - openFrom) / windowSeconds() * windowSeconds();
        if (pending.own.contents(begun, openFrom).requests() == 0) {
            pending = new Both();
            begun = openFrom;
        }
    }

    private Optional<DriftLook> look() {
        Contents current = pending.own.contents(begun, openFrom);
        Contents compared = against == null ? reference : pending.other.contents(begun, openFrom);
        boolean isEnough = current.requests() >= terms.minSamples()
                && (against == null || compared.requests() >= terms.minSamples());
        if (!isEnough) {
            return Optional.empty();
        }
        if (compared == null) {
            reference = current;
            return Optional.of(DriftLook.first(current));
        }
        return Optional.of(DriftLook.of(compared, current, terms));
    }

    private long windowSeconds() {
        return terms.window().toSeconds();
    }
}
