package dev.weir.router.ofrep;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /ofrep/v1/evaluate/flags/MODEL}: one flag for one context. */
final class SingleHandler implements Handler<RoutingContext> {

    static final String KEY = "key";

    private final Flags flags;

    SingleHandler(Flags flags) {
        this.flags = flags;
    }

    @Override
    public void handle(RoutingContext context) {
        String model = context.pathParam(KEY);
        try {
            EvaluationContext asking = EvaluationContext.read(context.body().buffer());
            flags.evaluate(model, asking)
                    .ifPresentOrElse(
                            context::json,
                            () -> context.fail(new RefusedException(
                                    404,
                                    ErrorCode.FLAG_NOT_FOUND,
                                    "no model " + model
                                            + ": name it in the sidecar's file, or start a rollout for it")));
        } catch (RefusedException e) {
            context.fail(e);
        }
    }
}
