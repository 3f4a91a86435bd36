package dev.weir.router.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Takes the whole body of a request into memory, up to a limit. */
final class BodyReader {

    /** The body is larger than the router takes. */
    static final class TooLargeException extends RuntimeException {
        TooLargeException(long limit) {
            super("the request body is larger than " + limit
                    + " bytes; send less, or raise sidecar.maxBodyBytes in the sidecar's file");
        }
    }

    private BodyReader() {}

    /**
     * Returns the body. Must be called before the request's handler returns.
     *
     * @param request    the request
     * @param limitBytes size up to which it is taken; above it the future fails with {@link TooLargeException} and what
     *                   still comes is thrown away
     */
    static Future<Buffer> read(HttpServerRequest request, long limitBytes) {
        String length = request.getHeader("Content-Length");
        if (length != null && length.length() < 19 && length.chars().allMatch(Character::isDigit)) {
            if (Long.parseLong(length) > limitBytes) {
                request.handler(chunk -> {});
                return Future.failedFuture(new TooLargeException(limitBytes));
            }
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (whole.future().isComplete()) {
                return;
            }
            if (body.length() + (long) chunk.length() > limitBytes) {
                whole.tryFail(new TooLargeException(limitBytes));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(whole::tryFail);
        request.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }
}
