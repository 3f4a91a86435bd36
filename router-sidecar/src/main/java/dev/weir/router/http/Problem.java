package dev.weir.router.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * An error as RFC 9457 writes it: a JSON document of type {@code application/problem+json}.
 *
 * @param status HTTP status, 400 to 599
 * @param detail what went wrong and what to do about it, for a person
 */
public record Problem(int status, String detail) {

    /** Media type of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status of a problem must be 400 to 599, but is " + status);
        }
    }

    /** Ends a response, whose head has not been sent, with this document; the future says when it has been written. */
    public Future<Void> send(HttpServerResponse response) {
        return response.setStatusCode(status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .end(document());
    }

    /** Returns the document. */
    Buffer document() {
        return new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .toBuffer();
    }
}
