package dev.weir.router.proxy;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request of the Open Inference Protocol is about.
 *
 * @param model     model named by the path, else by the header {@code X-Weir-Model}; null where neither does
 * @param inference whether it asks for a prediction; anything else is passed to the variant in charge
 */
record Target(String model, boolean inference) {

    private static final Pattern MODEL_PATH = Pattern.compile("/v2/models/([^/]+)(/.*)?");
    private static final Pattern INFER = Pattern.compile("(/versions/[^/]+)?/infer");

    /** Returns the target of a request, or null where its path is none of the protocol's. */
    static Target of(HttpServerRequest request) {
        String path = request.path();
        if (path == null || !(path.equals("/v2") || path.startsWith("/v2/"))) {
            return null;
        }
        Matcher matcher = MODEL_PATH.matcher(path);
        if (!matcher.matches()) {
            return new Target(request.getHeader(Headers.MODEL), false);
        }
        String rest = matcher.group(2) == null ? "" : matcher.group(2);
        boolean inference =
                request.method().equals(HttpMethod.POST) && INFER.matcher(rest).matches();
        return new Target(decode(matcher.group(1)), inference);
    }

    /** Returns a path segment without its escapes; as it stands where they are malformed, and so no model's name. */
    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
