package dev.weir.router.proxy.upstream;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;

/**
 * One request to one variant, under the model's timeout.
 *
 * <p>An answer is held until it is whole, where it says that it is no longer than the limit, or is JSON, or of no type, and
 * turns out to be so, or is of a gRPC method with one answer: then a variant that dies or stalls in the middle can still be
 * answered for. Any other answer, of server-sent events above all, is passed on as it comes; the timeout then counts from
 * its last piece.
 */
public final class UpstreamCall {

    private static final int FINAL = 200;

    private final Calls calls;
    private final Upstream upstream;
    private final Outgoing out;
    private final AnswerTaker taker;
    private final Lateness lateness = new Lateness();
    private HttpClientRequest request;
    private HttpClientResponse head;
    private Pieces held = new Pieces();
    private boolean flows;
    private boolean sent;
    private boolean paused;
    private boolean usersTurn;
    private boolean over;

    private UpstreamCall(Calls calls, Upstream upstream, Outgoing out, AnswerTaker taker) {
        this.calls = calls;
        this.upstream = upstream;
        this.out = out;
        this.taker = taker;
    }

    /**
     * Sends a request to a variant. Must be called on an event loop, on which everything else happens too.
     *
     * @param calls    limits, and what counts the calls on their way
     * @param upstream the variant
     * @param out      what is sent
     * @param taker    takes the answer
     */
    static UpstreamCall start(Calls calls, Upstream upstream, Outgoing out, AnswerTaker taker) {
        UpstreamCall call = new UpstreamCall(calls, upstream, out, taker);
        calls.began();
        calls.deadlines().start(call.lateness);
        upstream.client(out).request(upstream.options(out)).onComplete(call::send, call::fail);
        return call;
    }

    /** Ends the call without a word to the taker, since nobody wants the answer any more; false where it was over. */
    public boolean cancel() {
        if (over) {
            return false;
        }
        end();
        out.body().discardRest();
        reset();
        return true;
    }

    /** Stops the answer's flow, and the clock with it, since the one who cannot keep up is not the variant. */
    public void pause() {
        if (!over && !paused) {
            paused = true;
            head.pause();
            calls.deadlines().stop(lateness);
        }
    }

    /** Lets the answer flow on. */
    public void resume() {
        if (!over && paused) {
            paused = false;
            tick();
            head.resume();
        }
    }

    private void send(HttpClientRequest to) {
        request = to;
        if (over) {
            reset();
            return;
        }
        try {
            to.exceptionHandler(this::fail);
            writeHead(to.headers());
            to.response().onComplete(this::answered, this::fail);
            RequestBody body = out.body();
            if (body.isWhole()) {
                sent = true;
                if (body.captured().length() == 0 && !out.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
                    to.end();
                } else {
                    to.end(body.captured());
                }
                return;
            }
            if (body.length() >= 0) {
                to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(body.length()));
            } else {
                to.setChunked(true);
            }
            if (body.captured().length() > 0) {
                to.write(body.captured());
            } else {
                to.sendHead();
            }
            body.flowTo(to, new Flow());
        } catch (RuntimeException e) {
            // A header that Vert.x does not take, or a connection that was closed between two steps.
            fail(e);
        }
    }

    private void writeHead(MultiMap headers) {
        MultiMap from = out.headers();
        Headers.forward(from, headers);
        String cookies = cookies(from);
        if (cookies != null) {
            headers.add(HttpHeaders.COOKIE, cookies);
        }
        headers.set(Headers.REQUEST_ID, out.requestId());
        if (out.isGrpc()) {
            headers.set(Headers.TE, "trailers");
        }
        if (out.shadow() != null) {
            headers.set(Headers.SHADOW, out.shadow());
        }
        Outgoing.Hop hop = out.hop();
        String before = from.get(Headers.FORWARDED_FOR);
        headers.set(Headers.FORWARDED_FOR, before == null ? hop.address() : before + ", " + hop.address());
        if (!from.contains(Headers.FORWARDED_PROTO)) {
            headers.set(Headers.FORWARDED_PROTO, hop.proto());
        }
        if (hop.host() != null && !from.contains(Headers.FORWARDED_HOST)) {
            headers.set(Headers.FORWARDED_HOST, hop.host());
        }
        headers.add(Headers.VIA, hop.via());
    }

    /** HTTP/2 may send cookies in pieces, which HTTP/1.1 wants in one line (RFC 9113, 8.2.3). */
    private static String cookies(MultiMap from) {
        return from.contains(HttpHeaders.COOKIE) ? String.join("; ", from.getAll(HttpHeaders.COOKIE)) : null;
    }

    private void answered(HttpClientResponse answer) {
        if (over) {
            return;
        }
        head = answer;
        upstream.health().answered();
        answer.exceptionHandler(this::fail);
        answer.handler(this::take);
        answer.endHandler(end -> finish());
        try {
            if (answer.statusCode() < FINAL) {
                throw new DecoderException("status " + answer.statusCode() + " is no answer");
            }
            if (!isHeld(answer)) {
                flow();
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private boolean isHeld(HttpClientResponse answer) {
        if (out.isGrpc()) {
            return out.isUnary();
        }
        int status = answer.statusCode();
        if (out.method().equals(HttpMethod.HEAD) || status == 204 || status == 304) {
            return true;
        }
        String type = answer.getHeader(HttpHeaders.CONTENT_TYPE);
        String media = type == null ? "" : type.toLowerCase(Locale.ROOT);
        if (media.startsWith("text/event-stream")) {
            return false;
        }
        String length = answer.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return length.length() < 10 && Long.parseLong(length) <= calls.holdBytes();
        }
        return type == null || media.startsWith("application/json") || media.startsWith("application/problem+json");
    }

    private void take(Buffer chunk) {
        if (over) {
            return;
        }
        try {
            if (flows) {
                tick();
                taker.chunk(chunk);
                return;
            }
            held.add(chunk);
            if (held.length() > calls.holdBytes()) {
                flow();
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void flow() {
        flows = true;
        tick();
        Buffer first = held.all();
        held = null;
        taker.flowing(head, first);
    }

    /** Gives the next piece of the answer the whole time, unless it is not the variant that is waited for. */
    private void tick() {
        if (!paused && !usersTurn) {
            calls.deadlines().start(lateness);
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        end();
        if (!sent) {
            // It has answered before it was told everything.
            out.body().discardRest();
            reset();
        }
        if (flows) {
            taker.ended();
        } else {
            taker.whole(head, held.all());
        }
    }

    private void fail(Throwable cause) {
        if (over) {
            return;
        }
        end();
        reset();
        if (CallFailure.isUnanswered(cause)) {
            upstream.health().unanswered();
        }
        taker.failed(cause);
    }

    private void end() {
        over = true;
        calls.deadlines().stop(lateness);
        calls.finished();
    }

    private void reset() {
        if (request != null) {
            request.reset();
        }
    }

    private final class Lateness extends Deadlines.Entry {
        @Override
        protected void late() {
            fail(new CallFailure.TimeoutException(calls.timeoutMillis()));
        }
    }

    private final class Flow implements RequestBody.Listener {
        @Override
        public void waitsForUser() {
            usersTurn = true;
            calls.deadlines().stop(lateness);
        }

        @Override
        public void waitsForVariant() {
            variantsTurn();
        }

        @Override
        public void passedOn() {
            sent = true;
            variantsTurn();
        }

        private void variantsTurn() {
            usersTurn = false;
            if (!over && !paused) {
                calls.deadlines().start(lateness);
            }
        }

        @Override
        public void brokeOff(Throwable cause) {
            if (!over) {
                end();
                reset();
                taker.failed(cause);
            }
        }
    }
}
