package dev.weir.view;

import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import java.time.Duration;
import java.time.Instant;

/**
 * What a sidecar last said about a model.
 *
 * @param sidecar   id of the sidecar
 * @param revision  highest revision it applies
 * @param appliedAt instant since which it applies that; null if only its reports were read
 * @param lastSeen  instant of its last word, by its own clock
 * @param stale     whether it said that it has lost touch with the topics
 */
public record SidecarImage(String sidecar, long revision, Instant appliedAt, Instant lastSeen, boolean stale) {
    /** A sidecar silent for longer is no longer waited for. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    static SidecarImage unknown(String sidecar) {
        return new SidecarImage(sidecar, 0, null, Instant.EPOCH, false);
    }

    /** Whether it has not been heard of for 30 s. */
    public boolean isSilent(Instant now) {
        return lastSeen.plus(SILENCE).isBefore(now);
    }

    SidecarImage with(RouteAck ack) {
        Instant seen = latest(ack.getAppliedAt());
        return ack.getRevision() < revision
                ? new SidecarImage(sidecar, revision, appliedAt, seen, stale)
                : new SidecarImage(sidecar, ack.getRevision(), ack.getAppliedAt(), seen, stale);
    }

    SidecarImage with(RouterReport report) {
        boolean newer = report.getRevision() > revision;
        return new SidecarImage(
                sidecar,
                newer ? report.getRevision() : revision,
                newer ? null : appliedAt,
                latest(report.getUntil()),
                report.getStale());
    }

    private Instant latest(Instant at) {
        return at.isAfter(lastSeen) ? at : lastSeen;
    }
}
