package dev.weir.router.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;

/** What a request must keep to be passed on: whatever two servers could read in two ways is refused. */
final class RequestRules {

    // Of the Upgrade itself nothing is left here: whoever offers HTTP/2 by it is answered by HTTP/1.1.
    private static final CharSequence WEB_SOCKET_KEY = HttpHeaders.createOptimized("Sec-WebSocket-Key");

    private static final char DELETE = 0x7F;
    private static final char MAX_BYTE = 0xFF;

    private RequestRules() {}

    /** Returns why a request is refused; null for one that keeps the rules. */
    static Refusal broken(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.CONNECT) || request.method().equals(HttpMethod.TRACE)) {
            return new Refusal(405, "the sidecar does not answer " + request.method());
        }
        if (!isToken(request.method().name(), false) || !isPrintable(request.uri())) {
            return new Refusal(400, "the method or the path has characters that need escapes (RFC 3986, 2.1)");
        }
        if (request.headers().contains(WEB_SOCKET_KEY)) {
            return new Refusal(501, "the sidecar passes on no WebSockets; ask by HTTP, whose streams it does pass on");
        }
        String path = request.path();
        if (path == null || !path.startsWith("/")) {
            return new Refusal(400, "the request names no path; write one that begins with /");
        }
        if (hasDots(path)) {
            return new Refusal(400, "the path has . or .. for a segment; write where it leads to");
        }
        return request.version() == HttpVersion.HTTP_2 ? brokenFields(request.headers()) : null;
    }

    /** HTTP/1.1 has its fields checked by the decoder; those of HTTP/2 come as they are, and could end a line elsewhere. */
    private static Refusal brokenFields(MultiMap headers) {
        for (Map.Entry<String, String> field : headers) {
            if (!isToken(field.getKey(), true) || !isFieldValue(field.getValue())) {
                return new Refusal(400, "a header has characters that no header may have (RFC 9113, 8.2.1)");
            }
        }
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return length == null || isNumber(length) ? null : new Refusal(400, "content-length is no number");
    }

    /** Returns whether a text is a token (RFC 9110, 5.6.2). */
    static boolean isToken(String text, boolean lowerCase) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || !lowerCase && c >= 'A' && c <= 'Z';
            if (!isLetter && !(c >= '0' && c <= '9') && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == DELETE || c > MAX_BYTE) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ' || uri.charAt(i) >= DELETE) {
                return false;
            }
        }
        return true;
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
