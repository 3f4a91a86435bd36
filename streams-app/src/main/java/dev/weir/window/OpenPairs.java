package dev.weir.window;

import dev.weir.window.OpenPair.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pairs of one partition whose second is not over, of which there is room for some. Not safe for use by several threads. */
final class OpenPairs {
    /** Pairs that may be open. */
    static final int MOST = 100_000;

    /** Room that their questions and answers may take together, bytes. */
    static final long MOST_BYTES = 64L << 20;

    /** Room that one event's question and answer may take, bytes: a pair has to fit into a sample's record. */
    static final int LARGEST_EVENT = 128 << 10;

    private static final Comparator<OpenPair> ORDER = Comparator.comparingLong(
                    (OpenPair pair) -> pair.leading().assignedMillis())
            .thenComparing(OpenPair::model)
            .thenComparing(OpenPair::requestId);

    private final Map<Key, OpenPair> open = new HashMap<>();

    /** Keys by the deadline their pair has or once had; one that has another by now is passed over when it comes up. */
    private final TreeMap<Long, List<Key>> byDeadline = new TreeMap<>();

    private long bytes;

    /** The pair that is open; null if none is. */
    OpenPair get(Key key) {
        return open.get(key);
    }

    /** Whether there is room for one more half of a pair; known is null if it is its first. */
    boolean haveRoomFor(PairSide half, OpenPair known) {
        return half.size() <= LARGEST_EVENT
                && bytes + half.size() <= MOST_BYTES
                && (known != null || open.size() < MOST);
    }

    /** Puts a pair in the place of what was known of it before; null for nothing. */
    void replace(OpenPair before, OpenPair after) {
        open.put(after.key(), after);
        bytes += after.size() - (before == null ? 0 : before.size());
        if (before == null || before.deadlineMillis() != after.deadlineMillis()) {
            byDeadline
                    .computeIfAbsent(after.deadlineMillis(), deadline -> new ArrayList<>())
                    .add(after.key());
        }
    }

    /** Takes out the pairs of the earliest second that is over by an instant, in the order of their assignment; empty if none is. */
    List<OpenPair> takeEarliest(long untilMillis) {
        List<OpenPair> over = new ArrayList<>();
        while (over.isEmpty() && !byDeadline.isEmpty() && byDeadline.firstKey() <= untilMillis) {
            Map.Entry<Long, List<Key>> earliest = byDeadline.pollFirstEntry();
            for (Key key : earliest.getValue()) {
                OpenPair pair = open.get(key);
                if (pair != null && pair.deadlineMillis() == earliest.getKey()) {
                    open.remove(key);
                    bytes -= pair.size();
                    over.add(pair);
                }
            }
        }
        over.sort(ORDER);
        return over;
    }

    int size() {
        return open.size();
    }
}
