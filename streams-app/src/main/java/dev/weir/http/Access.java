package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.config.AccessToken;
import dev.weir.config.AccessToken.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may ask for what below {@code /v1}: with tokens configured, whoever sends {@code Authorization: Bearer TOKEN}, a
 * reader to look and an operator to act; without any, everybody who reaches the port.
 *
 * <p>Either way a page of another site cannot act through the browser of somebody who may: browsers say whose page sends
 * a request, and it has to be one of this server's.
 */
final class Access {
    private static final String BEARER = "bearer ";
    private static final String HOLDER = "dev.weir.holder";

    private final List<AccessToken> tokens;

    Access(List<AccessToken> tokens) {
        this.tokens = tokens;
    }

    /** Puts the check before all routes that are added from now on. */
    void guard(Router router) {
        router.route("/v1/*").handler(this::check);
    }

    void addTo(Router router) {
        router.get("/v1/whoami").handler(this::whoami);
    }

    /** The name of the token a request came with; empty where there are no tokens. */
    static Optional<String> holder(RoutingContext context) {
        return Optional.ofNullable(context.<AccessToken>get(HOLDER)).map(AccessToken::name);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean looks = request.method().equals(HttpMethod.GET)
                || request.method().equals(HttpMethod.HEAD)
                || request.method().equals(HttpMethod.OPTIONS);
        if (!looks && isOfAnotherSite(request)) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "pages of " + request.getHeader("Origin") + " may not act here");
        }
        if (!tokens.isEmpty()) {
            AccessToken token = token(request.getHeader("Authorization")).orElseThrow(() -> {
                context.response().putHeader("WWW-Authenticate", "Bearer realm=\"weir\"");
                return ProblemException.of(ProblemType.NOT_SIGNED_IN, reason(request.getHeader("Authorization")));
            });
            if (!looks && token.role() != Role.OPERATOR) {
                throw ProblemException.of(
                        ProblemType.FORBIDDEN,
                        "the token of " + token.name()
                                + " may only look; to act takes one with the role operator under http.tokens");
            }
            context.put(HOLDER, token);
        }
        context.next();
    }

    private void whoami(RoutingContext context) {
        AccessToken token = context.get(HOLDER);
        Role role = token == null ? Role.OPERATOR : token.role();
        Answers.json(
                context,
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", Person.of(context))
                        .put("role", role.name().toLowerCase(Locale.ROOT))
                        .put("signedIn", token != null));
    }

    /** Every token is compared, so that the time taken tells nothing of which one was nearly right. */
    private Optional<AccessToken> token(String header) {
        if (!isBearer(header)) {
            return Optional.empty();
        }
        String secret = header.substring(BEARER.length()).strip();
        AccessToken found = null;
        for (AccessToken token : tokens) {
            found = token.isOf(secret) ? token : found;
        }
        return Optional.ofNullable(found);
    }

    private static boolean isBearer(String header) {
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static String reason(String header) {
        return isBearer(header)
                ? "the token is not one of those under http.tokens of the control plane"
                : "send Authorization: Bearer TOKEN, with weir --token TOKEN or WEIR_TOKEN";
    }

    private static boolean isOfAnotherSite(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        try {
            String authority = URI.create(origin).getAuthority();
            return authority == null || !authority.equalsIgnoreCase(String.valueOf(request.authority()));
        } catch (IllegalArgumentException noAddress) {
            return true;
        }
    }
}
