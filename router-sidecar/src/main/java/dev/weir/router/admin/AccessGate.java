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
        if (access.get().admits(context.normalizedPath(), authorization)) {
            context.next();
            return;
        }
        context.response()
                .putHeader(
                        "WWW-Authenticate",
                        "Bearer realm=\"weir\"" + (authorization == null ? "" : ", error=\"invalid_token\""));
        new Problem(
                        401,
                        authorization == null
                                ? "this path asks for a token; send Authorization: Bearer TOKEN"
                                : "the token is not one that this sidecar knows")
                .send(context.response());
    }
}
