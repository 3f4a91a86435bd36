package dev.weir.wire;

import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.Completeness;
import dev.weir.evidence.SecondCounts;
import dev.weir.judge.ModelChanges;
import dev.weir.judge.ModelSnapshot;
import dev.weir.verdict.Check;
import dev.weir.verdict.Verdict;
import dev.weir.window.KeptWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/**
 * The state of one model in pieces, of which only those are written that have changed since they were last; {@link
 * PieceCodec} reads them. Not safe for use by several threads.
 *
 * <p>It knows what it wrote: whoever loses that, as a task does whose transaction is given up, begins anew from what is
 * stored, with a judge that was restored from the same.
 */
public final class ModelPieces {
    /** Closed seconds from one writing of a trial to the next: so many are taken in once more at most when it is read. */
    static final int CLOSED_BETWEEN_TRIALS = 16;

    private static final char NEXT = '\u0001';

    private final PieceCodec codec;
    private final String model;
    private final Map<String, Object> written = new HashMap<>();
    private long front = Long.MIN_VALUE;
    private long metricsFrom = Long.MIN_VALUE;
    private List<Completeness.Share> completeShares;
    private byte[] completeBytes;
    private List<Check> latestChecks;
    private byte[] latestBytes;
    private boolean hasTrial;
    private boolean hasClosed;

    /** Where the pieces of one model are. */
    public interface Shelf {
        /** Puts a piece in the place of one of the same name. */
        void put(String piece, byte[] bytes);

        /** Removes the pieces from one name, inclusive, to another, exclusive. */
        void remove(String from, String to);
    }

    /** A model of which nothing is stored. */
    public ModelPieces(PieceCodec codec, String model) {
        this.codec = codec;
        this.model = model;
    }

    /** A model whose state was read from pieces. */
    public ModelPieces(PieceCodec codec, ModelSnapshot read, SortedMap<String, byte[]> pieces) {
        this(codec, read.state().model());
        small(read, (name, part) -> {
            if (pieces.containsKey(name)) {
                written.put(name, part);
            }
        });
        hasTrial = pieces.containsKey(PieceCodec.TRIAL);
        hasClosed =
                !pieces.subMap(kind(PieceCodec.CLOSED), end(PieceCodec.CLOSED)).isEmpty();
    }

    /** Writes what has changed. */
    public void write(ModelChanges changes, Shelf shelf) {
        ModelSnapshot rest = changes.rest();
        shelf.put(PieceCodec.HEAD, codec.head(rest, completeness(rest.completeness()), checks(rest.latest())));
        small(rest, (name, part) -> small(name, part, shelf));
        trial(changes, shelf);
        for (SecondCounts open : changes.open()) {
            shelf.put(PieceCodec.name(PieceCodec.OPEN, open.second()), codec.write(open));
        }
        if (rest.front() > front) {
            front = rest.front();
            shelf.remove(kind(PieceCodec.OPEN), PieceCodec.name(PieceCodec.OPEN, front));
        }
        for (KeptWindow window : changes.windows()) {
            shelf.put(PieceCodec.name(PieceCodec.WINDOW, window.start()), codec.write(window));
        }
        if (rest.metricsFrom() > metricsFrom) {
            metricsFrom = rest.metricsFrom();
            shelf.remove(kind(PieceCodec.WINDOW), PieceCodec.name(PieceCodec.WINDOW, metricsFrom));
        }
    }

    private byte[] completeness(List<Completeness.Share> shares) {
        if (shares != completeShares) {
            completeShares = shares;
            completeBytes = codec.completeness(shares);
        }
        return completeBytes;
    }

    /** Of a model of which nothing was heard the checks of verdict after verdict are the same. */
    private byte[] checks(Verdict latest) {
        List<Check> checks = latest == null ? List.of() : latest.checks();
        if (!checks.equals(latestChecks)) {
            latestBytes = codec.write(checks);
        }
        latestChecks = checks;
        return latestBytes;
    }

    /** What changes seldom: values that are the same object, or equal at little cost, until they do. */
    private static void small(ModelSnapshot rest, BiConsumer<String, Object> action) {
        action.accept(PieceCodec.STATE, rest.state());
        action.accept(PieceCodec.PUBLISHED, rest.published() == rest.latest() ? null : rest.published());
        action.accept(PieceCodec.ALERTS, rest.alerts());
        action.accept(PieceCodec.FLEET, rest.fleet().isEmpty() ? null : rest.fleet());
        action.accept(PieceCodec.ACCURACY, rest.accuracy());
        boolean isWatched = rest.drift() != null;
        action.accept(PieceCodec.DRIFT, isWatched ? rest.drift().with(null) : null);
        action.accept(PieceCodec.REFERENCES, isWatched ? rest.drift().references() : null);
    }

    private void small(String name, Object part, Shelf shelf) {
        if (Objects.equals(part, written.get(name))) {
            return;
        }
        if (part == null) {
            written.remove(name);
            removeOne(name, shelf);
        } else {
            written.put(name, part);
            shelf.put(name, codec.write(part));
        }
    }

    private void trial(ModelChanges changes, Shelf shelf) {
        if (changes.trial() == null) {
            if (hasTrial) {
                removeOne(PieceCodec.TRIAL, shelf);
            }
            hasTrial = false;
            removeClosed(shelf);
            return;
        }
        List<ClosedSecond> closed = changes.closed();
        if (!hasTrial || closed == null || closed.stream().anyMatch(this::isTurn)) {
            shelf.put(PieceCodec.TRIAL, codec.write(changes.trial()));
            hasTrial = true;
            removeClosed(shelf);
        } else {
            for (ClosedSecond second : closed) {
                shelf.put(PieceCodec.name(PieceCodec.CLOSED, second.second()), codec.write(second));
                hasClosed = true;
            }
        }
    }

    /** Models take turns, so that not all of them write their trial in the same second. */
    private boolean isTurn(ClosedSecond closed) {
        return Math.floorMod(closed.second() + model.hashCode(), CLOSED_BETWEEN_TRIALS) == 0;
    }

    private void removeClosed(Shelf shelf) {
        if (hasClosed) {
            shelf.remove(kind(PieceCodec.CLOSED), end(PieceCodec.CLOSED));
            hasClosed = false;
        }
    }

    private static void removeOne(String name, Shelf shelf) {
        shelf.remove(name, name + NEXT);
    }

    private static String kind(char kind) {
        return String.valueOf(kind);
    }

    private static String end(char kind) {
        return String.valueOf((char) (kind + 1));
    }
}
