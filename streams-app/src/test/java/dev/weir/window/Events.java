package dev.weir.window;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import java.time.Duration;
import java.util.Map;

/** Events of one model, changed in the place a test is about. */
record Events(
        String variant,
        Role role,
        long millis,
        String unit,
        Map<String, String> segments,
        boolean randomised,
        Boolean firstOfUnit) {

    static final long START = 1_700_000_000_000L;
    static final long TIMEOUT_MICROS = 5_000_000;
    static final TimeLimits LIMITS = new TimeLimits(TIMEOUT_MICROS, TIMEOUT_MICROS);
    static final Duration CLOSING = Duration.ofSeconds(11);
    static final Events SERVED = new Events("v2.0", Role.SERVED, START, null, Map.of(), true, null);

    Events at(long newMillis) {
        return new Events(variant, role, newMillis, unit, segments, randomised, firstOfUnit);
    }

    Events of(String newUnit) {
        return new Events(variant, role, millis, newUnit, segments, randomised, firstOfUnit);
    }

    Events marked(Boolean first) {
        return new Events(variant, role, millis, unit, segments, randomised, first);
    }

    Events by(String newVariant, Role newRole, boolean drawn) {
        return new Events(newVariant, newRole, millis, unit, segments, drawn, firstOfUnit);
    }

    Events in(Map<String, String> newSegments) {
        return new Events(variant, role, millis, unit, newSegments, randomised, firstOfUnit);
    }

    /** The whole event. */
    Observation whole(String id, Call call) {
        return parts(id, true, true, call);
    }

    Observation ok(String id) {
        return whole(id, call(20_000, Status.OK));
    }

    /** Only what is named of it. */
    Observation parts(String id, boolean request, boolean prediction, Call call) {
        return new Observation(
                id,
                "sentiment",
                variant,
                role,
                millis,
                unit,
                Segments.canonical(segments),
                2,
                true,
                randomised,
                firstOfUnit,
                request,
                prediction,
                call);
    }

    static Call call(long micros, Status status) {
        return new Call(micros, status, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT);
    }
}
