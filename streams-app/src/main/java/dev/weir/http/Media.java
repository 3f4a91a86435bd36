package dev.weir.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is spoken below {@code /v1}: JSON, YAML as well for rollout files, server-sent events. A body of another type is
 * refused with 415, a reader who takes none of what there is with 406.
 *
 * <p>A body without a type counts as what is expected, and so does the type of HTML forms, which curl and some libraries
 * put where nobody said anything.
 */
final class Media {
    private static final Set<String> JSON = Set.of("application/json", "text/json");
    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain");
    private static final String UNSAID = "application/x-www-form-urlencoded";

    private Entries entries;

    /**
     * Has bodies of the type of HTML forms read as they are, and not as the fields of a form, of which only so much is held.
     * Has to come before whatever reads bodies.
     */
    void unsaid(Router router) {
        router.route("/v1/*").handler(context -> {
            String header = context.request().getHeader("Content-Type");
            if (header != null && bare(header).equals(UNSAID)) {
                context.request().headers().remove("Content-Type");
            }
            context.next();
        });
    }

    /** Puts the check before all routes that are added from now on. */
    void guard(Router router) {
        router.route("/v1/*").handler(this::check);
    }

    /** Says what there is: of what is not, the answer is 404 or 405, whatever is spoken. */
    void of(Entries known) {
        entries = known;
    }

    private void check(RoutingContext context) {
        Query.check(context);
        HttpMethod method = context.request().method();
        if (entries.has(method, context.normalizedPath())) {
            checkBody(context, method);
            checkAccept(context);
        }
        context.next();
    }

    private static void checkBody(RoutingContext context, HttpMethod method) {
        String header = context.request().getHeader("Content-Type");
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (reads || header == null || context.body().length() <= 0) {
            return;
        }
        String type = bare(header);
        boolean file = context.normalizedPath().equals("/v1/rollouts");
        boolean known = JSON.contains(type)
                || type.startsWith("application/") && type.endsWith("+json")
                || file && YAML.contains(type);
        if (!known) {
            String accepted = file ? "application/yaml, application/json" : "application/json";
            context.response().putHeader("Accept", accepted);
            throw ProblemException.badHeader(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type", "is " + header + "; send " + accepted);
        }
    }

    private static void checkAccept(RoutingContext context) {
        List<String> accepted = context.request().headers().getAll("Accept");
        List<String> given = given(context.normalizedPath());
        boolean taken = accepted.isEmpty()
                || accepted.stream()
                        .flatMap(header -> Arrays.stream(header.split(",", -1)))
                        .filter(range -> !range.matches("(?i).*;\\s*q=0(\\.0*)?\\s*"))
                        .map(Media::bare)
                        .anyMatch(range -> given.stream().anyMatch(type -> isIn(range, type)));
        if (!taken) {
            throw ProblemException.badHeader(
                    ProblemType.NOT_ACCEPTABLE,
                    "Accept",
                    "is " + String.join(", ", accepted) + "; this answers with " + given.get(0));
        }
    }

    private static List<String> given(String path) {
        return path.equals(StreamRoute.PATH)
                ? List.of("text/event-stream")
                : List.of("application/json", "application/problem+json");
    }

    private static boolean isIn(String range, String type) {
        return range.isEmpty()
                || range.equals("*/*")
                || range.equals(type)
                || range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
    }

    private static String bare(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
