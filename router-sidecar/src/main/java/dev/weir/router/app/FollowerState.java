package dev.weir.router.app;

import dev.weir.router.admin.EventCounts;
import dev.weir.router.admin.RouterState;
import dev.weir.router.control.RouteFollower;
import dev.weir.router.selection.RouteImage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a router knows, from those of its parts that know it.
 *
 * @param routes   the tables in force, and how fresh they are
 * @param counts   what became of its events
 * @param draining whether it is ending
 */
record FollowerState(RouteFollower routes, Supplier<EventCounts> counts, BooleanSupplier draining)
        implements RouterState {

    @Override
    public boolean isDraining() {
        return draining.getAsBoolean();
    }

    @Override
    public RouteImage image() {
        return routes.get();
    }

    @Override
    public boolean isReady() {
        return routes.isReady();
    }

    @Override
    public boolean isCaughtUp() {
        return routes.isCaughtUp();
    }

    @Override
    public Optional<Instant> staleSince() {
        return routes.isStale() ? Optional.of(Instant.now().minus(routes.age())) : Optional.empty();
    }

    @Override
    public Duration age() {
        return routes.age();
    }

    @Override
    public EventCounts events() {
        return counts.get();
    }
}
