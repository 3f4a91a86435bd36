package dev.weir.router.proxy.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The headers the router sets, and those that belong to one connection and are not passed on (RFC 9110, 7.6.1). */
public final class Headers {

    /** Id of the request. */
    public static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    /** Variant that answered. */
    public static final CharSequence VARIANT = HttpHeaders.createOptimized("X-Weir-Variant");
    /** Revision of the table that chose it. */
    public static final CharSequence REVISION = HttpHeaders.createOptimized("X-Weir-Revision");
    /** Model that is asked, where the protocol keeps it nowhere else. */
    public static final CharSequence MODEL = HttpHeaders.createOptimized("X-Weir-Model");
    /** Marks a copy of a request whose answer is thrown away; its value is the variant. */
    public static final CharSequence SHADOW = HttpHeaders.createOptimized("X-Weir-Shadow");

    static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    static final CharSequence FORWARDED_PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    static final CharSequence FORWARDED_HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    static final CharSequence VIA = HttpHeaders.createOptimized("Via");
    static final CharSequence TE = HttpHeaders.createOptimized("TE");

    private static final Set<String> NONE = Set.of();

    private Headers() {}

    /** Copies the headers of a request that go on to a variant. */
    static void forward(MultiMap from, MultiMap to) {
        Set<String> named = namedByConnection(from);
        from.forEach((name, value) -> {
            if (!isHopByHop(name) && !isSetForRequest(name) && !named.contains(name)) {
                to.add(name, value);
            }
        });
    }

    /** Copies the headers of an answer that go back to the user, its length among them. */
    public static void back(MultiMap from, MultiMap to) {
        Set<String> named = namedByConnection(from);
        from.forEach((name, value) -> {
            if (!isHopByHop(name) && !named.contains(name)) {
                to.add(name, value);
            }
        });
    }

    private static Set<String> namedByConnection(MultiMap from) {
        if (!from.contains(HttpHeaders.CONNECTION)) {
            return NONE;
        }
        Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<String> connections = from.getAll(HttpHeaders.CONNECTION);
        for (String connection : connections) {
            for (String name : connection.split(",")) {
                named.add(name.strip());
            }
        }
        return named;
    }

    /** By length first, since most names have none of these lengths. */
    private static boolean isHopByHop(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 7 -> name.equalsIgnoreCase("trailer") || name.equalsIgnoreCase("upgrade");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("http2-settings");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            case 18 -> name.equalsIgnoreCase("proxy-authenticate");
            case 19 -> name.equalsIgnoreCase("proxy-authorization");
            default -> false;
        };
    }

    /**
     * Set anew for the next hop: the host by its address, the length by what is sent, the id by the router, which has
     * answered an Expect; and the cookies, which HTTP/2 may bring in pieces.
     */
    private static boolean isSetForRequest(String name) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("host");
            case 6 -> name.equalsIgnoreCase("expect") || name.equalsIgnoreCase("cookie");
            case 12 -> name.equalsIgnoreCase("x-request-id");
            case 14 -> name.equalsIgnoreCase("content-length");
            default -> false;
        };
    }
}
