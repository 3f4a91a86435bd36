package dev.weir.notify;

import dev.weir.config.NotifyChannel;
import dev.weir.schema.Alert;
import dev.weir.schema.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Sends an alert of no consequence to one channel, so that a channel can be tried before it is needed. */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Tries a channel once; a PagerDuty incident that it opens is resolved at once.
     *
     * @return null if it was taken, else why not
     */
    public static String of(NotifyChannel channel) throws InterruptedException {
        Post post = new Post(channel);
        String incident = UUID.randomUUID().toString();
        String failure = failure(post.send(alert(incident, false)));
        return failure != null || channel.type() != NotifyChannel.Type.PAGERDUTY
                ? failure
                : failure(post.send(alert(incident, true)));
    }

    private static String failure(Attempt attempt) {
        if (attempt instanceof Attempt.Delivered) {
            return null;
        }
        return attempt instanceof Attempt.Failed failed ? failed.why() : ((Attempt.Refused) attempt).why();
    }

    private static Alert alert(String incident, boolean resolved) {
        return Alert.newBuilder()
                .setAlertId(resolved ? incident + "-over" : incident)
                .setModel("none")
                .setTimestamp(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setEvent("NOTIFY_TEST")
                .setSeverity(Severity.INFO)
                .setReason("A person tries this channel; nothing has happened.")
                .setChecks(List.of())
                .setIncident(incident)
                .setResolved(resolved)
                .build();
    }
}
