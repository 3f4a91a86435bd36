package dev.weir.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a router answers to: the paths it has, and the methods of each, as RFC 9110 wants them told. */
final class Entries {
    private final List<Entry> entries;

    private record Entry(HttpMethod method, String path, Pattern pattern) {}

    private Entries(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * The entries of a router that has all its routes. What can be read can then be asked for by HEAD too, but for the
     * event stream, which has no end.
     */
    static Entries complete(Router router) {
        List<Route> routes = router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .toList();
        routes.stream()
                .filter(route -> route.methods().contains(HttpMethod.GET))
                .filter(route -> !route.getPath().equals(StreamRoute.PATH))
                .forEach(route -> route.method(HttpMethod.HEAD));
        return new Entries(routes.stream()
                .flatMap(route -> route.methods().stream()
                        .map(method -> new Entry(method, route.getPath(), pattern(route.getPath()))))
                .toList());
    }

    /** Whether there is anything at a path for a method. */
    boolean has(HttpMethod method, String path) {
        return entries.stream()
                .anyMatch(entry -> entry.method.equals(method)
                        && entry.pattern.matcher(path).matches());
    }

    /** The methods of a path, as the header Allow lists them; empty if there is no such path. */
    String allowed(String path) {
        TreeSet<String> methods = entries.stream()
                .filter(entry -> entry.pattern.matcher(path).matches())
                .map(entry -> entry.method.name())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS.name());
        }
        return String.join(", ", methods);
    }

    /** All of them but HEAD, each as method and path, e.g. {@code GET /v1/models/:model}. */
    List<String> all() {
        return entries.stream()
                .filter(entry -> !entry.method.equals(HttpMethod.HEAD))
                .map(entry -> entry.method + " " + entry.path)
                .toList();
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(path.replaceAll(":[A-Za-z]+", "[^/]+") + "/?");
    }
}
