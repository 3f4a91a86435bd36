package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.GrpcStatus;
import dev.weir.router.proxy.upstream.CallFailure;
import dev.weir.router.report.Call.Outcome;
import io.vertx.core.http.HttpClientResponse;

/**
 * How a call went, as its event tells it.
 *
 * @param outcome   OK, ERROR or TIMEOUT
 * @param errorCode HTTP status, gRPC status or class of the failure; null for a call that is no error
 */
record Result(Outcome outcome, String errorCode) {

    private static final int SUCCESS = 200;
    private static final int SERVER_ERROR = 500;
    private static final Result OK = new Result(Outcome.OK, null);

    /**
     * Returns how an answer that was passed on went.
     *
     * @param delivery the answer
     * @param isGrpc   whether it is of gRPC, whose trailers say how it ended
     */
    static Result of(Delivery delivery, boolean isGrpc) {
        if (delivery.cause() != null) {
            return of(delivery.cause());
        }
        HttpClientResponse head = delivery.head();
        if (head.statusCode() >= SERVER_ERROR) {
            return new Result(Outcome.ERROR, Integer.toString(head.statusCode()));
        }
        if (!isGrpc) {
            return OK;
        }
        String code = head.trailers().get(GrpcStatus.HEADER);
        code = code != null ? code : head.getHeader(GrpcStatus.HEADER);
        if (code == null && head.statusCode() != SUCCESS) {
            // It was not gRPC that answered, but a server before it, by a status below 500.
            return OK;
        }
        GrpcStatus status = GrpcStatus.parse(code);
        return status.outcome() == Outcome.OK ? OK : new Result(status.outcome(), status.name());
    }

    /** Returns how a call without an answer went; what is the user's own fault is no error. */
    static Result of(Throwable cause) {
        if (cause instanceof UserFault) {
            return OK;
        }
        CallFailure failure = CallFailure.of(cause);
        return new Result(failure.outcome(), failure.errorCode());
    }

    /** Returns this, or the failure that the answer itself tells of. */
    Result but(String failure) {
        return failure == null || outcome != Outcome.OK ? this : new Result(Outcome.ERROR, failure);
    }
}
