package dev.weir.evidence;

import dev.weir.window.Watermark;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far each source partition has been read, only ever forward, and which of them are waited for. Not safe for use by several
 * threads.
 *
 * <p>A second of assignment is complete in a partition once that has been read past the second's end by the time an
 * answer may take, since an event is published when its answer is there.
 *
 * <p>A partition is not waited for when it is further behind the most advanced one than the silence by assignment time, and
 * nothing new has been read of it for as long by {@link HeardTime}. By the former alone it would be left out whenever a backlog
 * is read, in which nobody is silent, but one is read before the other. Nor is one that goes on and stays so far behind for
 * {@link #LONGEST_WAIT}: whatever is judged would wait for it.
 */
public final class Watermarks {
    /** Longest time, by which somebody is heard, for which a partition is waited for that is read further, but stays behind. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private static final long NOT_BEHIND = -1;

    private final int partitions;
    private final long silenceMillis;
    private final HeardTime time;
    private final TreeMap<Integer, Partition> known = new TreeMap<>();
    private long furthest = Long.MIN_VALUE;
    private boolean isHurried;
    /** Kept, since thousands of models ask for them at every look. */
    private long allUntil = Long.MIN_VALUE;

    private long awaitedUntil = Long.MIN_VALUE;

    /** One partition. */
    private static final class Partition {
        private long until = Long.MIN_VALUE;
        /** When something new was last read of it, and since when it is behind, as {@link HeardTime#millis} was. */
        private long readAt;

        private long behindSince = NOT_BEHIND;
    }

    /**
     * Nothing read yet.
     *
     * @param partitions how many there are
     * @param silence    time after which a partition that is behind, and of which nothing new is read, is left out
     */
    public Watermarks(int partitions, Duration silence) {
        this.partitions = partitions;
        this.silenceMillis = silence.toMillis();
        this.time = new HeardTime(silence);
    }

    /**
     * Takes note of how far a partition has been read.
     *
     * @param nowMillis instant at which that is heard, epoch milliseconds
     */
    public void advance(Watermark watermark, long nowMillis) {
        time.heard(nowMillis);
        advance(watermark);
        look();
    }

    /** Puts back what {@link #snapshot} returned of a partition. How long it has been silent is counted anew. */
    public void restore(Watermark watermark) {
        advance(watermark);
        look();
    }

    private void advance(Watermark watermark) {
        Partition partition = known.computeIfAbsent(watermark.partition(), number -> new Partition());
        if (watermark.observedUntilMillis() > partition.until) {
            partition.until = watermark.observedUntilMillis();
            partition.readAt = time.millis();
            furthest = Math.max(furthest, partition.until);
        }
    }

    /** Whether from now on nobody is waited for who is behind, because too much has to be kept meanwhile. */
    public void hurry(boolean hurried) {
        if (isHurried != hurried) {
            isHurried = hurried;
            look();
        }
    }

    private void look() {
        if (known.isEmpty()) {
            return;
        }
        long abandoned = furthest - silenceMillis;
        boolean isAllKnown = known.size() >= partitions;
        long all = Long.MAX_VALUE;
        long awaited = isAllKnown || isSilent(time.since()) ? Long.MAX_VALUE : Long.MIN_VALUE;
        for (Partition partition : known.values()) {
            all = Math.min(all, partition.until);
            if (partition.until >= abandoned) {
                partition.behindSince = NOT_BEHIND;
            } else if (partition.behindSince == NOT_BEHIND) {
                partition.behindSince = time.millis();
            }
            if (isAwaited(partition)) {
                awaited = Math.min(awaited, partition.until);
            }
        }
        allUntil = isAllKnown ? all : Long.MIN_VALUE;
        awaitedUntil = Math.max(allUntil, isHurried ? abandoned : Math.min(awaited, abandoned));
    }

    private boolean isAwaited(Partition partition) {
        boolean isGivenUp =
                partition.behindSince != NOT_BEHIND && time.millis() - partition.behindSince >= LONGEST_WAIT.toMillis();
        return !isGivenUp && !isSilent(Math.max(partition.readAt, time.since()));
    }

    private boolean isSilent(long since) {
        return time.millis() - since >= silenceMillis;
    }

    /** Whether a partition has been read up to an instant, epoch milliseconds. */
    boolean covers(int partition, long millis) {
        Partition read = known.get(partition);
        return read != null && read.until >= millis;
    }

    /** Instant up to which every partition has been read, epoch milliseconds; the smallest long while one is unknown. */
    long allUntil() {
        return allUntil;
    }

    /**
     * Instant up to which every partition has been read that is waited for, epoch milliseconds; the smallest long while one of
     * them is unknown.
     */
    long awaitedUntil() {
        return awaitedUntil;
    }

    /** What is known, for a snapshot. */
    public Map<Integer, Long> snapshot() {
        return known.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().until));
    }
}
