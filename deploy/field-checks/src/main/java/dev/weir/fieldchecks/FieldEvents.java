package dev.weir.fieldchecks;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.replay.Logged;
import dev.weir.shadow.Answer;

/** Events as a service would have logged them. */
final class FieldEvents {
    private FieldEvents() {}

    /** One request answered by a variant; null for a label where there is no answer. */
    static Logged.Request event(
            String id, String variant, long millis, long durationMicros, boolean failed, String label) {
        Observation.Call call = new Observation.Call(
                durationMicros,
                failed ? Observation.Status.ERROR : Observation.Status.OK,
                Observation.ABSENT,
                Observation.ABSENT,
                Observation.ABSENT);
        Observation observation = new Observation(
                id,
                "field",
                variant,
                Role.SERVED,
                millis,
                null,
                Segments.NONE,
                Observation.NO_REVISION,
                false,
                true,
                null,
                true,
                label != null,
                call);
        return new Logged.Request(observation, null, label == null ? null : new Answer(label, null, null, null, null));
    }
}
