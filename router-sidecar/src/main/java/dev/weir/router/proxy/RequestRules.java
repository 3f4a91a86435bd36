package dev.weir.router.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** What a request must keep to be passed on: whatever two servers could read in two ways is refused. */
final class RequestRules {

    private RequestRules() {}

    /** Returns why a request is refused; null for one that keeps the rules. */
    static Refusal broken(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.CONNECT) || request.method().equals(HttpMethod.TRACE)) {
            return new Refusal(405, "the sidecar does not answer " + request.method());
        }
        String path = request.path();
        if (path == null || !path.startsWith("/")) {
            return new Refusal(400, "the request names no path; write one that begins with /");
        }
        if (hasDots(path)) {
            return new Refusal(400, "the path has . or .. for a segment; write where it leads to");
        }
        return brokenFraming(request);
    }

    private static Refusal brokenFraming(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.version() == HttpVersion.HTTP_2) {
            String length = headers.get(HttpHeaders.CONTENT_LENGTH);
            return length == null || isNumber(length) ? null : new Refusal(400, "content-length is no number");
        }
        List<String> hosts = request.version() == HttpVersion.HTTP_1_1 ? headers.getAll(HttpHeaders.HOST) : null;
        if (hosts != null && hosts.size() != 1) {
            return new Refusal(400, "the request has " + hosts.size() + " Host headers, must have one (RFC 9112, 3.2)");
        }
        if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return null;
        }
        if (headers.contains(HttpHeaders.CONTENT_LENGTH) || request.version() == HttpVersion.HTTP_1_0) {
            return new Refusal(
                    400,
                    "the request has Transfer-Encoding where it may not: beside Content-Length, or in HTTP/1.0"
                            + " (RFC 9112, 6.1)");
        }
        List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked")
                ? null
                : new Refusal(501, "of transfer codings only chunked is understood");
    }

    private static boolean isNumber(String length) {
        return !length.isEmpty() && length.length() <= 18 && length.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns whether a segment is . or .., written out or with escapes, which a server would take for another path. */
    private static boolean hasDots(String path) {
        if (path.indexOf('.') < 0 && path.indexOf('%') < 0) {
            return false;
        }
        for (String segment : path.split("[/\\\\]|%2[fF]|%5[cC]")) {
            String plain = segment.replace("%2e", ".").replace("%2E", ".");
            if (plain.equals(".") || plain.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
