package dev.weir.router.proxy;

import com.fasterxml.jackson.core.JsonPointer;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.function.Function;

/** Where in a request a unit or a segment is found: {@code header:NAME}, {@code cookie:NAME} or {@code json:/pointer}. */
public sealed interface RequestSource {

    /**
     * Reads the way it is written in the sidecar's file.
     *
     * @param text e.g. {@code header:X-User-Id}
     * @throws IllegalArgumentException if it is none of the three forms, saying which there are
     */
    static RequestSource parse(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1).strip();
        if (colon > 0 && !name.isEmpty()) {
            switch (text.substring(0, colon)) {
                case "header":
                    return new Header(named(text, name));
                case "cookie":
                    return new CookieNamed(named(text, name));
                case "json":
                    if (name.startsWith("/")) {
                        return new Json(JsonPointer.compile(name));
                    }
                    break;
                default:
                    break;
            }
        }
        throw new IllegalArgumentException("\"" + text
                + "\" says no place in a request: write header:NAME, cookie:NAME or json:/pointer,"
                + " e.g. header:X-User-Id");
    }

    /**
     * Returns the value found, or null where the request has none, or an empty one.
     *
     * @param request head of the request
     * @param body    gives the scalar at a place of the body, or null
     */
    String read(HttpServerRequest request, Function<JsonPointer, String> body);

    /** Returns the place in the body that it reads; null where it reads none. */
    default JsonPointer pointer() {
        return null;
    }

    private static String named(String text, String name) {
        if (!RequestRules.isToken(name, false)) {
            throw new IllegalArgumentException("\"" + text
                    + "\" has a name that no header or cookie can have (RFC 9110, 5.6.2); write e.g. header:X-User-Id");
        }
        return name;
    }

    private static String orNull(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A header, by its name in any case. */
    record Header(String name) implements RequestSource {
        @Override
        public String read(HttpServerRequest request, Function<JsonPointer, String> body) {
            return orNull(request.getHeader(name));
        }
    }

    /** A cookie, by its exact name. */
    record CookieNamed(String name) implements RequestSource {
        @Override
        public String read(HttpServerRequest request, Function<JsonPointer, String> body) {
            List<String> lines = request.version() == HttpVersion.HTTP_2
                    ? List.of()
                    : request.headers().getAll(HttpHeaders.COOKIE);
            if (lines.size() > 1) {
                // Of HTTP/1.1 Vert.x reads the first line only, while the variant gets all of them as one.
                return ServerCookieDecoder.STRICT.decodeAll(String.join("; ", lines)).stream()
                        .filter(cookie -> cookie.name().equals(name))
                        .findFirst()
                        .map(cookie -> orNull(cookie.value()))
                        .orElse(null);
            }
            Cookie cookie = request.getCookie(name);
            return cookie == null ? null : orNull(cookie.getValue());
        }
    }

    /** A scalar in a JSON body. */
    record Json(JsonPointer pointer) implements RequestSource {
        @Override
        public String read(HttpServerRequest request, Function<JsonPointer, String> body) {
            return orNull(body.apply(pointer));
        }
    }
}
