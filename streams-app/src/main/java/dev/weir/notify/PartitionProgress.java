package dev.weir.notify;

import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which alerts of one partition have been dealt with, in whichever order that happens. What may be committed never goes past
 * one that has not been. Thread-safe.
 */
final class PartitionProgress {
    private final TreeMap<Long, Integer> open = new TreeMap<>();
    private long readUntil = -1;
    private boolean revoked;

    /** Nothing has been read, and where to begin is known already. */
    PartitionProgress() {}

    /** Nothing has been read, and nothing before an offset is to be. */
    PartitionProgress(long beginning) {
        this.readUntil = beginning;
    }

    /** Takes note of an alert that so many channels have to deal with; offsets grow. */
    synchronized void begin(long offset, int channels) {
        readUntil = offset + 1;
        if (channels > 0) {
            open.put(offset, channels);
        }
    }

    /** One channel has dealt with an alert. */
    synchronized void done(long offset) {
        open.computeIfPresent(offset, (key, channels) -> channels == 1 ? null : channels - 1);
    }

    /** The offset to be committed: that of the first alert that is not dealt with; empty before the first alert. */
    synchronized OptionalLong committable() {
        if (!open.isEmpty()) {
            return OptionalLong.of(open.firstKey());
        }
        return readUntil < 0 ? OptionalLong.empty() : OptionalLong.of(readUntil);
    }

    /** Alerts that are not dealt with. */
    synchronized int size() {
        return open.size();
    }

    /** The partition has gone to another instance: what is not under way need not be sent from here. */
    synchronized void revoke() {
        revoked = true;
    }

    synchronized boolean isRevoked() {
        return revoked;
    }
}
