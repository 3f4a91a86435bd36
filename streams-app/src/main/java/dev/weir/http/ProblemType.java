package dev.weir.http;

/** The kinds of problem there are. Their URIs are promised, and explained in docs/api.md. */
enum ProblemType {
    BAD_REQUEST(400, "bad-request", "Bad request"),
    BAD_FILE(400, "bad-file", "The rollout file cannot be accepted"),
    NOT_SIGNED_IN(401, "not-signed-in", "Not signed in"),
    FORBIDDEN(403, "forbidden", "Forbidden"),
    NOT_FOUND(404, "not-found", "Not found"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "Method not allowed"),
    NOT_ACCEPTABLE(406, "not-acceptable", "Not acceptable"),
    REFUSED(409, "refused", "Refused"),
    CHANGED(412, "changed", "Changed in the meantime"),
    TOO_LARGE(413, "too-large", "Too large"),
    PATH_TOO_LONG(414, "path-too-long", "Bad request"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "Unsupported media type"),
    UNPROCESSABLE(422, "unprocessable", "Cannot be done"),
    HEADERS_TOO_LARGE(431, "headers-too-large", "Bad request"),
    INTERNAL(500, "internal", "Internal error"),
    UNAVAILABLE(503, "unavailable", "Not available");

    private static final String BASE = "https://weir.dev/problems/";

    private final int status;
    private final String slug;
    private final String title;

    ProblemType(int status, String slug, String title) {
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String uri() {
        return BASE + slug;
    }
}
