package dev.weir.http;

import dev.weir.view.CatchUp;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Lets no request act on a view that is behind. Before a plan or command, and before a reader who says
 * {@code ?fresh=true}, the view catches up with what was written by then through any instance.
 *
 * <p>If it cannot, a reader who asked for it, and a writer who made a condition, are told so. Everybody else's command is
 * passed on as it is: to turn the kill switch must not depend on being able to read.
 */
final class Freshness {
    private static final String FRESH = "dev.weir.fresh";
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE);

    private final CatchUp catchUp;

    Freshness(CatchUp catchUp) {
        this.catchUp = catchUp;
    }

    /** Puts the wait before all routes that are added from now on. */
    void guard(Router router) {
        router.route("/v1/*").handler(this::await);
    }

    /** Whether the view was up to date when this request came. */
    static boolean isGiven(RoutingContext context) {
        return Boolean.TRUE.equals(context.get(FRESH));
    }

    private void await(RoutingContext context) {
        boolean insists = Query.flag(context, "fresh") || Conditions.any(context) && isWrite(context);
        if (!insists && !isWrite(context)) {
            context.next();
            return;
        }
        Context loop = context.vertx().getOrCreateContext();
        catchUp.toNow()
                .whenComplete((done, failure) -> loop.runOnContext(go -> {
                    if (failure == null) {
                        context.put(FRESH, true);
                        context.next();
                    } else if (insists) {
                        Answers.failure(
                                context,
                                ProblemException.unavailable(
                                        "the control plane could not read its topics up to now; try again in a moment"));
                    } else {
                        context.next();
                    }
                }));
    }

    private static boolean isWrite(RoutingContext context) {
        return WRITES.contains(context.request().method());
    }
}
