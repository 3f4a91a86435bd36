package dev.weir.replay;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every entry of the logs: read = counted + duplicate + dead + of other models + not taken + outcomes.
 *
 * @param read        entries
 * @param counted     events that told something new
 * @param duplicate   events that told nothing new
 * @param dead        entries that could not be used, by reason
 * @param otherModels entries of models without a plan
 * @param notTaken    events of a variant to which the plan's table would not have sent the request
 * @param outcomes    outcomes; they are joined to requests where a plan has an experiment
 * @param late        requests, of the counted, that came after their second had closed: figures, no evidence
 * @param unkept      requests missing in figures of a window that holds too many variants and segments already
 */
public record LogCounts(
        long read,
        long counted,
        long duplicate,
        Map<String, Long> dead,
        long otherModels,
        long notTaken,
        long outcomes,
        long late,
        long unkept) {

    public LogCounts {
        dead = Map.copyOf(dead);
    }

    /** Entries that could not be used, whatever the reason. */
    public long allDead() {
        return dead.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts as it goes; not safe for use by several threads. */
    static final class Builder {
        private final Map<String, Long> dead = new TreeMap<>();
        private long read;
        private long counted;
        private long duplicate;
        private long otherModels;
        private long notTaken;
        private long outcomes;
        private long late;
        private long unkept;

        void read() {
            read++;
        }

        long entries() {
            return read;
        }

        void told(boolean isNew) {
            if (isNew) {
                counted++;
            } else {
                duplicate++;
            }
        }

        void dead(String reason) {
            dead.merge(reason, 1L, Long::sum);
        }

        void otherModel() {
            otherModels++;
        }

        void notTaken() {
            notTaken++;
        }

        void outcome() {
            outcomes++;
        }

        void remaining(long newLate, long newUnkept) {
            late += newLate;
            unkept += newUnkept;
        }

        LogCounts build() {
            return new LogCounts(read, counted, duplicate, dead, otherModels, notTaken, outcomes, late, unkept);
        }
    }
}
