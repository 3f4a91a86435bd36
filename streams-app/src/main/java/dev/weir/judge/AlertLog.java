package dev.weir.judge;

import dev.weir.judge.AlertKind.Severity;
import dev.weir.judge.AlertKind.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The alerts of one model: what has been told and is not over. What lasts is told once, however often it is seen, and once
 * more when it is over. Not safe for use by several threads.
 */
final class AlertLog {
    private final String model;
    private final Map<AlertKind, Alert> open = new TreeMap<>();
    private long count;
    private OpenAlerts stored;

    AlertLog(String model) {
        this.model = model;
    }

    /** A log as it was when it was stored; null for none. */
    AlertLog(String model, OpenAlerts stored) {
        this.model = model;
        if (stored != null) {
            stored.open().forEach(alert -> open.put(alert.kind(), alert));
            count = stored.count();
        }
    }

    /** What has to survive; the same object while nothing has changed. */
    OpenAlerts stored() {
        if (stored == null) {
            stored = new OpenAlerts(List.copyOf(open.values()), count);
        }
        return stored;
    }

    boolean isOpen(AlertKind kind) {
        return open.containsKey(kind);
    }

    /** Tells of something that is seen at each look; nothing if it has been told and is not over. */
    Optional<Output> seen(AlertKind kind, Cause cause) {
        return isOpen(kind) ? Optional.empty() : Optional.of(tell(kind, kind.severity(), cause));
    }

    /** Tells of something that has happened; of the same incident if one is open. */
    Output tell(AlertKind kind, Severity severity, Cause cause) {
        Alert before = open.get(kind);
        Alert alert = alert(kind, severity, cause, before == null ? null : before.incident(), false);
        if (kind.span() != Span.MOMENT) {
            open.put(kind, alert);
        }
        return new Output.Raised(alert);
    }

    /** Says that something is over, if it had been told. */
    Optional<Output> over(AlertKind kind, Cause cause) {
        return over(kind, kind, cause);
    }

    /**
     * Says under another name that something is over, if it had been told; as urgent, so that whoever heard of it hears
     * this.
     */
    Optional<Output> over(AlertKind kind, AlertKind as, Cause cause) {
        Alert before = open.remove(kind);
        return before == null
                ? Optional.empty()
                : Optional.of(new Output.Raised(alert(as, before.severity(), cause, before.incident(), true)));
    }

    /** Says that everything of some spans is over. */
    List<Output> over(Predicate<Span> spans, Cause cause) {
        List<Output> outputs = new ArrayList<>();
        for (AlertKind kind : List.copyOf(open.keySet())) {
            if (spans.test(kind.span())) {
                over(kind, cause).ifPresent(outputs::add);
            }
        }
        return outputs;
    }

    private Alert alert(AlertKind kind, Severity severity, Cause cause, String incident, boolean resolved) {
        count++;
        stored = null;
        String id = model + "-a" + count;
        return new Alert(
                id,
                model,
                cause.rollout(),
                cause.stage(),
                cause.at(),
                kind,
                severity,
                cause.reason(),
                cause.decisionId(),
                cause.checks(),
                incident == null ? id : incident,
                resolved);
    }
}
