package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.shadow.Answer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Entries of a log, changed in the place a test is about. */
record LogDraft(String model, String variant, Role role, long millis, String unit, long durationMicros, boolean fails) {
    static final long START = 1_700_000_000_000L;
    static final String BASELINE = "v1.0";
    static final String CANDIDATE = "v2.0";
    static final LogDraft SERVED = new LogDraft("sentiment", BASELINE, Role.SERVED, START, null, 20_000, false);

    LogDraft of(String newModel) {
        return new LogDraft(newModel, variant, role, millis, unit, durationMicros, fails);
    }

    LogDraft by(String newVariant) {
        return new LogDraft(model, newVariant, role, millis, unit, durationMicros, fails);
    }

    LogDraft as(Role newRole) {
        return new LogDraft(model, variant, newRole, millis, unit, durationMicros, fails);
    }

    LogDraft at(long newMillis) {
        return new LogDraft(model, variant, role, newMillis, unit, durationMicros, fails);
    }

    LogDraft from(String newUnit) {
        return new LogDraft(model, variant, role, millis, newUnit, durationMicros, fails);
    }

    LogDraft taking(long newMicros) {
        return new LogDraft(model, variant, role, millis, unit, newMicros, fails);
    }

    LogDraft failing(boolean newFails) {
        return new LogDraft(model, variant, role, millis, unit, durationMicros, newFails);
    }

    Logged.Request request(String id) {
        return request(id, "yes");
    }

    Logged.Request request(String id, String label) {
        Observation.Call call = new Observation.Call(
                durationMicros,
                fails ? Observation.Status.ERROR : Observation.Status.OK,
                Observation.ABSENT,
                Observation.ABSENT,
                Observation.ABSENT);
        Observation observation = new Observation(
                id,
                model,
                variant,
                role,
                millis,
                unit,
                Segments.NONE,
                Observation.NO_REVISION,
                false,
                true,
                null,
                true,
                true,
                call);
        return new Logged.Request(observation, null, new Answer(label, null, null, null, null));
    }

    static Supplier<Optional<Logged>> log(List<? extends Logged> entries) {
        Iterator<? extends Logged> iterator = entries.iterator();
        return () -> iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }
}
