package dev.weir.router.proxy;

import dev.weir.router.http.Problem;
import dev.weir.router.http.StrictHttp;
import dev.weir.router.proxy.protocol.GrpcStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * An answer by the router itself: a problem document, or to a gRPC call its status.
 *
 * @param status HTTP status, 400 to 599
 * @param detail what went wrong and what to do about it, for a person
 */
record Refusal(int status, String detail) {

    private static final int GONE = 499;
    private static final int MALFORMED = 400;

    static Refusal of(UserFault fault) {
        return new Refusal(fault.status(), fault.getMessage());
    }

    /** Sends it, unless there is nobody to read it, and lets the rest of the request come to nothing. */
    void send(UserRequest user) {
        user.discardRest();
        HttpServerResponse response = user.response();
        if (user.isGone() || response.ended() || status == GONE) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        if (user.isGrpc()) {
            GrpcStatus grpc = GrpcStatus.ofHttp(status);
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc")
                    .putHeader(GrpcStatus.HEADER, grpc.code())
                    .putHeader(GrpcStatus.MESSAGE, GrpcStatus.escaped(detail))
                    .end();
            return;
        }
        boolean closes = user.http().version() != HttpVersion.HTTP_2 && (status == MALFORMED || waits(user));
        if (closes) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        Future<Void> sent = new Problem(status, detail).send(response);
        if (status == MALFORMED) {
            StrictHttp.flush(user.http().connection());
        }
        if (closes) {
            sent.onComplete(written -> user.http().connection().close());
        }
    }

    /** Who waits for leave to send a body may now send it or not: the next request could not be told from it. */
    private static boolean waits(UserRequest user) {
        return user.http().version() == HttpVersion.HTTP_1_1
                && user.http().headers().contains(HttpHeaders.EXPECT)
                && user.received() == 0;
    }
}
