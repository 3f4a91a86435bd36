package dev.weir.router.admin;

import dev.weir.router.http.Problem;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Lets a request pass to what comes after, or answers 401. */
final class AccessGate implements Handler<RoutingContext> {

    private final Supplier<Access> access;

    AccessGate(Supplier<Access> access) {
        this.access = access;
    }

    @Override
    public void handle(RoutingContext context) {
        String authorization = context.request().getHeader("Authorization");
        String apiKey = context.request().getHeader("X-API-Key");
        if (access.get().admits(context.normalizedPath(), authorization, apiKey)) {
            context.next();
            return;
        }
        boolean hasToken = authorization != null || apiKey != null;
        context.response()
                .putHeader("WWW-Authenticate", "Bearer realm=\"weir\"" + (hasToken ? ", error=\"invalid_token\"" : ""));
        new Problem(
                        401,
                        hasToken
                                ? "the token is not one that this sidecar knows"
                                : "this path asks for a token; send Authorization: Bearer TOKEN, or X-API-Key: TOKEN")
                .send(context.response());
    }
}
