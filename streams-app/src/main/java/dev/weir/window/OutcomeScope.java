package dev.weir.window;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import java.util.Set;

/**
 * Which requests of a model outcomes are joined to: all of a model of which nobody asks would be kept for nothing.
 *
 * @param variants versions whose requests are kept until their outcome comes
 * @param limits   how long requests may take
 */
public record OutcomeScope(Set<String> variants, TimeLimits limits) {
    public OutcomeScope {
        variants = Set.copyOf(variants);
    }

    boolean concerns(Observation event) {
        return event.role() == Role.SERVED && event.hasParts() && variants.contains(event.variant());
    }
}
