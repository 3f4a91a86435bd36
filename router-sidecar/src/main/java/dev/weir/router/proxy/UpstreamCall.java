package dev.weir.router.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;

/**
 * One request to one variant, under the model's timeout.
 *
 * <p>An answer of up to {@value #WHOLE_BYTES} bytes is taken whole before any of it goes to the user, so that a variant
 * that dies or stalls in the middle of it can still be answered for. A larger one is handed over as it comes.
 */
final class UpstreamCall {

    static final int WHOLE_BYTES = 1 << 20;

    /**
     * An answer.
     *
     * @param head     status and headers; paused where the answer is not whole
     * @param body     the body, or its beginning
     * @param isWhole  whether the body is complete
     */
    record Answer(HttpClientResponse head, Buffer body, boolean isWhole) {}

    private final Vertx vertx;
    private final long timeoutMillis;
    private final Promise<Answer> answer = Promise.promise();
    private final long timer;
    private HttpClientRequest sent;

    private UpstreamCall(Vertx vertx, long timeoutMillis) {
        this.vertx = vertx;
        this.timeoutMillis = timeoutMillis;
        this.timer = vertx.setTimer(timeoutMillis, fired -> timeOut());
    }

    /**
     * Sends a user's request to a variant. Must be called on an event loop, on which everything else happens too.
     *
     * @param user          the user's request
     * @param requestId     id under which it goes on
     * @param body          its body
     * @param timeoutMillis time in which the answer must be complete
     */
    static UpstreamCall send(
            Vertx vertx, Upstream upstream, HttpServerRequest user, String requestId, Buffer body, long timeoutMillis) {
        UpstreamCall call = new UpstreamCall(vertx, timeoutMillis);
        upstream.client()
                .request(upstream.request(user.method(), user.uri()))
                .compose(request -> call.send(request, user, requestId, body))
                .onSuccess(call::collect)
                .onFailure(call::fail);
        return call;
    }

    /** Returns the answer; fails with {@link CallFailure.TimeoutException} or what broke the connection. */
    Future<Answer> answer() {
        return answer.future();
    }

    /** Ends the call: the answer has been read to its end, or nobody wants the rest. */
    void finish() {
        vertx.cancelTimer(timer);
    }

    private Future<HttpClientResponse> send(
            HttpClientRequest request, HttpServerRequest user, String requestId, Buffer body) {
        if (answer.future().isComplete()) {
            request.reset();
            return Future.failedFuture(new CallFailure.TimeoutException(timeoutMillis));
        }
        sent = request;
        Headers.forward(user.headers(), request.headers());
        request.putHeader(Headers.REQUEST_ID, requestId);
        return body.length() == 0 && user.getHeader("Content-Length") == null ? request.send() : request.send(body);
    }

    private void collect(HttpClientResponse head) {
        Buffer body = Buffer.buffer();
        head.exceptionHandler(this::fail);
        head.endHandler(end -> {
            finish();
            answer.tryComplete(new Answer(head, body, true));
        });
        head.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > WHOLE_BYTES) {
                // The timer runs on: the whole answer has to come in time, not its beginning alone.
                head.pause();
                head.handler(null);
                head.endHandler(null);
                answer.tryComplete(new Answer(head, body, false));
            }
        });
    }

    private void timeOut() {
        CallFailure.TimeoutException timeout = new CallFailure.TimeoutException(timeoutMillis);
        answer.tryFail(timeout);
        if (sent != null) {
            sent.reset(0, timeout);
        }
    }

    private void fail(Throwable failure) {
        finish();
        answer.tryFail(failure);
    }
}
