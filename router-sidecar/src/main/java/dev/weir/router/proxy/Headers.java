package dev.weir.router.proxy;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The headers the router sets, and those that belong to one connection and are not passed on (RFC 9110, 7.6.1). */
final class Headers {

    static final String REQUEST_ID = "X-Request-Id";
    static final String VARIANT = "X-Weir-Variant";
    static final String REVISION = "X-Weir-Revision";
    static final String MODEL = "X-Weir-Model";

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    // Set anew for the next hop: the host by its address, the length by what is sent; the router has answered an
    // Expect.
    private static final Set<String> SET_FOR_REQUEST = Set.of("host", "content-length", "expect");

    private Headers() {}

    /** Copies the headers of a request that go on to a variant. */
    static void forward(MultiMap from, MultiMap to) {
        copy(from, to, SET_FOR_REQUEST);
    }

    /** Copies the headers of an answer that go back to the user, its length among them. */
    static void back(MultiMap from, MultiMap to) {
        copy(from, to, Set.of());
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> leftOut) {
        Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String connection : from.getAll("Connection")) {
            for (String name : connection.split(",")) {
                named.add(name.strip());
            }
        }
        from.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(lower) && !leftOut.contains(lower) && !named.contains(name)) {
                to.add(name, value);
            }
        });
    }
}
