package dev.weir.window;

/**
 * What came of requests and copies besides pairs.
 *
 * @param servedAlone requests that ought to have a copy of which nothing has come
 * @param shadowAlone copies of whose request nothing has come
 * @param late        events that came after their pair had been settled
 * @param duplicate   events that told nothing new
 * @param noRoom      events that began a pair when too many were open, or were too large to be kept
 */
public record PairLosses(long servedAlone, long shadowAlone, long late, long duplicate, long noRoom) {
    /** Nothing lost. */
    public static final PairLosses NONE = new PairLosses(0, 0, 0, 0, 0);

    /** Requests and copies that found no partner. */
    public long unmatched() {
        return servedAlone + shadowAlone + noRoom;
    }

    /** The losses of both. */
    public PairLosses plus(PairLosses other) {
        return new PairLosses(
                servedAlone + other.servedAlone,
                shadowAlone + other.shadowAlone,
                late + other.late,
                duplicate + other.duplicate,
                noRoom + other.noRoom);
    }
}
