package dev.weir.router.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no request of HTTP/1.1, or could be taken for two, with a problem document, and closes its connection. */
public final class MalformedRequests {

    private MalformedRequests() {}

    /** Answers one; for {@code HttpServer.invalidRequestHandler}. */
    public static void answer(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        Future<Void> sent = problem(request.decoderResult().cause()).send(request.response());
        StrictHttp.flush(request.connection());
        sent.onComplete(written -> request.connection().close());
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof MalformedException refused) {
            return new Problem(refused.status(), refused.getMessage());
        }
        if (cause instanceof TooLongHttpLineException) {
            return new Problem(414, "the path and its query are too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Problem(431, "the headers are too long");
        }
        return new Problem(400, "the request is malformed (RFC 9112): " + cause.getMessage());
    }
}
