package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.GrpcStatus;
import dev.weir.router.proxy.upstream.AnswerTaker;
import dev.weir.router.proxy.upstream.CallFailure;
import dev.weir.router.proxy.upstream.Headers;
import dev.weir.router.proxy.upstream.Pieces;
import dev.weir.router.proxy.upstream.UpstreamCall;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Passes one variant's answer on to the user, whole or at the pace at which the user takes it, and keeps as much of it as a
 * prediction is read from. A user who leaves while an answer flows ends the call; one who leaves before changes nothing.
 */
final class Relay implements AnswerTaker {

    /** Hears how it went; one of the two, once. */
    interface End {
        /** The answer, or some of it, has been passed on. */
        void delivered(Delivery delivery);

        /** There was nothing to pass on, so that the user can still be answered otherwise. */
        void unanswered(Throwable cause);
    }

    private final UserRequest user;
    private final Stamp stamp;
    private final int captureBytes;
    private final End end;
    private final Pieces captured = new Pieces();
    private UpstreamCall call;
    private HttpClientResponse head;
    private long firstChunkNanos;

    Relay(UserRequest user, Stamp stamp, int captureBytes, End end) {
        this.user = user;
        this.stamp = stamp;
        this.captureBytes = captureBytes;
        this.end = end;
    }

    /** Names the call whose answer this is, for when it has to wait or to end. */
    void of(UpstreamCall itsCall) {
        call = itsCall;
    }

    @Override
    public void whole(HttpClientResponse answer, Buffer body) {
        if (!user.isGone()) {
            try {
                HttpServerResponse response = begin(answer);
                MultiMap trailers = answer.trailers();
                if (!trailers.isEmpty()) {
                    response.headers().remove(HttpHeaders.CONTENT_LENGTH);
                    response.setChunked(true);
                    response.trailers().addAll(trailers);
                }
                if (body.length() == 0) {
                    response.end();
                } else {
                    response.end(body);
                }
            } catch (RuntimeException e) {
                // A header that no answer may have.
                failed(e);
                return;
            }
        }
        end.delivered(new Delivery(answer, body, 0, null));
    }

    @Override
    public void flowing(HttpClientResponse answer, Buffer first) {
        HttpServerResponse response = begin(answer);
        head = answer;
        if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        response.exceptionHandler(gone -> userLeft());
        response.closeHandler(gone -> userLeft());
        if (first.length() > 0) {
            chunk(first);
        } else if (!user.isGone() && user.http().version() != HttpVersion.HTTP_1_0) {
            response.writeHead();
        }
    }

    @Override
    public void chunk(Buffer chunk) {
        if (firstChunkNanos == 0) {
            firstChunkNanos = System.nanoTime();
        }
        if (captured.length() < captureBytes) {
            captured.add(chunk);
        }
        HttpServerResponse response = user.response();
        if (user.isGone()) {
            userLeft();
            return;
        }
        response.write(chunk);
        if (response.writeQueueFull()) {
            call.pause();
            response.drainHandler(drained -> call.resume());
        }
    }

    @Override
    public void ended() {
        if (!user.isGone()) {
            MultiMap trailers = head.trailers();
            if (!trailers.isEmpty()) {
                user.response().trailers().addAll(trailers);
            }
            Future<Void> ended = user.response().end();
            if (endsWithConnection()) {
                ended.onComplete(written -> user.http().connection().close());
            }
        }
        end.delivered(new Delivery(head, captured.all(), firstChunkNanos, null));
    }

    @Override
    public void failed(Throwable cause) {
        if (head == null) {
            // What of this answer's head has been written down is not the next one's.
            user.response().headers().clear();
            end.unanswered(cause);
            return;
        }
        // The head has gone out, so all that can be said is that the answer is not complete.
        if (!user.isGone()) {
            breakOff(CallFailure.of(cause));
        }
        end.delivered(new Delivery(head, captured.all(), firstChunkNanos, cause));
    }

    /** HTTP/1.0 knows no chunks, so that an answer without a length ends where the connection does. */
    private boolean endsWithConnection() {
        return user.http().version() == HttpVersion.HTTP_1_0
                && !user.response().headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    private void userLeft() {
        if (call != null && call.cancel()) {
            end.delivered(new Delivery(head, captured.all(), firstChunkNanos, new UserFault.Gone()));
        }
    }

    private void breakOff(CallFailure failure) {
        HttpServerResponse response = user.response();
        if (user.isGrpc()) {
            GrpcStatus status = GrpcStatus.of(failure.outcome());
            response.putTrailer(GrpcStatus.HEADER, status.code());
            response.putTrailer(GrpcStatus.MESSAGE, GrpcStatus.escaped(failure.message()));
            response.end();
        } else {
            response.reset();
        }
    }

    private HttpServerResponse begin(HttpClientResponse answer) {
        HttpServerResponse response = user.response();
        int status = answer.statusCode();
        response.setStatusCode(status);
        if (user.http().version() != HttpVersion.HTTP_2) {
            String message = answer.statusMessage();
            // Set only where it differs, since Vert.x knows a 304 without a length by the standard object.
            if (message != null
                    && !message.isEmpty()
                    && !message.equals(HttpResponseStatus.valueOf(status).reasonPhrase())) {
                response.setStatusMessage(message);
            }
        }
        Headers.back(answer.headers(), response.headers());
        return stamp.on(response);
    }
}
