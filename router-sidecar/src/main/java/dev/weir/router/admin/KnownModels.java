package dev.weir.router.admin;

import dev.weir.router.http.Problem;
import dev.weir.router.selection.RouteImage;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The models a router can decide for: those with a table, and those of its file.
 *
 * @param state         what the router knows
 * @param firstVariants model of the file to the variant that serves while it has no table, as the file is now
 */
record KnownModels(RouterState state, Supplier<Map<String, String>> firstVariants) {

    /** Returns the variant that serves while the model has no table; empty where the file does not name the model. */
    Optional<String> firstVariant(String model) {
        return Optional.ofNullable(firstVariants.get().get(model));
    }

    /** Returns the answer for a model that is none of them. */
    Problem unknown(String model) {
        return new Problem(
                404,
                "no model " + model + "; this sidecar knows " + names(state.image())
                        + ": name it in the sidecar's file, or start a rollout for it");
    }

    private SortedSet<String> names(RouteImage image) {
        SortedSet<String> names = new TreeSet<>(firstVariants.get().keySet());
        names.addAll(image.tables().keySet());
        return names;
    }
}
