package dev.weir.view;

import java.util.concurrent.CompletableFuture;

/** Brings a {@link ControlView} up to what plans, decisions and routing tables have been written by now, by whomever. */
@FunctionalInterface
public interface CatchUp {
    /**
     * Ends once the view holds everything that was committed to those topics when it was called; fails if that cannot be
     * told soon. Whoever reads the view after it has ended sees what any instance had answered before the call.
     */
    CompletableFuture<Void> toNow();
}
