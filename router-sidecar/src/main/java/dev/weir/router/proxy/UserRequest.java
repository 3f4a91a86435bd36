package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.ModelPlace;
import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.proxy.upstream.Deadlines;
import dev.weir.router.proxy.upstream.Outgoing;
import dev.weir.router.proxy.upstream.Pieces;
import dev.weir.router.proxy.upstream.RequestBody;
import dev.weir.router.proxy.upstream.VariantAddress;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A user's request: its head, and its body as it comes.
 *
 * <p>collecting: what comes is kept, up to the limit, or until it is enough; then ready: whole, or paused with its
 * beginning kept; then, where it is not whole, flowing: what comes is passed on at the pace of the one who takes it. A body
 * that has flowed cannot be sent a second time.
 */
final class UserRequest implements RequestBody {

    private static final String GRPC = "application/grpc";

    private final HttpServerRequest http;
    private final boolean grpc;
    private final long maxBytes;
    private final Deadlines patience;
    private final Stall stall = new Stall();
    private final Pieces pieces = new Pieces();
    private int captureBytes;
    private Predicate<Buffer> enough;
    private Runnable ready;
    private Consumer<UserFault> broken;
    private WriteStream<Buffer> sink;
    private Listener listener;
    private long received;
    private long endNanos;
    private boolean ended;
    private boolean discards;
    private UserFault fault;

    /**
     * Takes a request; must be called before its handler returns.
     *
     * @param http     the request
     * @param maxBytes size of the largest body, in bytes
     * @param patience time in which more of a body must come
     */
    UserRequest(HttpServerRequest http, long maxBytes, Deadlines patience) {
        this.http = http;
        this.maxBytes = maxBytes;
        this.patience = patience;
        this.grpc = http.version() == HttpVersion.HTTP_2 && isGrpc(http.getHeader(HttpHeaders.CONTENT_TYPE));
        http.handler(this::chunk);
        http.endHandler(end -> end());
        http.exceptionHandler(cause -> brokeOff(fault(cause)));
    }

    /** gRPC over HTTP2: application/grpc, perhaps with a plus and a format; gRPC-Web is another thing. */
    private static boolean isGrpc(String type) {
        return type != null
                && type.startsWith(GRPC)
                && (type.length() == GRPC.length() || "+;".indexOf(type.charAt(GRPC.length())) >= 0);
    }

    private static UserFault fault(Throwable cause) {
        boolean left = cause instanceof IOException || cause instanceof VertxException;
        return left ? new UserFault.Gone() : new UserFault.Malformed(cause);
    }

    HttpServerRequest http() {
        return http;
    }

    HttpServerResponse response() {
        return http.response();
    }

    boolean isGrpc() {
        return grpc;
    }

    /** Returns how the messages of a gRPC body are compressed; null for not at all. */
    String messageEncoding() {
        return http.getHeader("grpc-encoding");
    }

    /** Returns whether the user can no longer be answered. */
    boolean isGone() {
        return http.response().closed();
    }

    /** Returns whether the body can be sent, as if for the first time. */
    boolean isReplayable() {
        return sink == null && !discards;
    }

    /**
     * Keeps the body as it comes.
     *
     * @param captureBytes size up to which it is kept
     * @param enough       says of what has come that the rest can flow on; null to wait for all of it
     * @param ready        called once, when the body is whole, or its beginning is kept and the rest paused
     * @param broken       called instead where the body broke off before
     */
    void collect(int captureBytes, Predicate<Buffer> enough, Runnable ready, Consumer<UserFault> broken) {
        this.captureBytes = captureBytes;
        this.enough = enough;
        this.ready = ready;
        this.broken = broken;
        patience.start(stall);
        if (maxBytes < length()) {
            brokeOff(new UserFault.TooLarge(maxBytes));
        } else if (http.headers().contains(HttpHeaders.EXPECT)) {
            http.response().writeContinue();
        }
    }

    @Override
    public Buffer captured() {
        return pieces.all();
    }

    @Override
    public boolean isWhole() {
        return ended && sink == null;
    }

    @Override
    public long length() {
        String length = http.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length == null || length.length() > 18) {
            return length == null ? -1 : Long.MAX_VALUE;
        }
        return Long.parseLong(length);
    }

    /** Returns the bytes that have come so far. */
    long received() {
        return received;
    }

    /**
     * Returns the instant from which the time of a variant counts: that of its choice, or the end of a body that streamed to
     * it, since how fast that came was not up to the variant. A stream of gRPC counts from the choice.
     *
     * @param chosenNanos instant of the choice, by the clock that never goes back
     */
    long clockStart(long chosenNanos) {
        return grpc || endNanos == 0 ? chosenNanos : endNanos;
    }

    @Override
    public void flowTo(WriteStream<Buffer> to, Listener told) {
        if (fault != null) {
            // While the variant was being connected to.
            told.brokeOff(fault);
            return;
        }
        sink = to;
        listener = told;
        told.waitsForUser();
        await();
        http.resume();
    }

    @Override
    public void discardRest() {
        sink = null;
        listener = null;
        discards = true;
        // A stream that was reset is ended without its end being told.
        if (!http.isEnded()) {
            await();
            http.resume();
        }
    }

    /**
     * Returns the request as it goes on to a variant.
     *
     * @param target    what it is about
     * @param to        the variant's address, which may have another name for the model
     * @param requestId id under which it goes on
     * @param shadow    the variant where this is a copy for it, else null
     */
    Outgoing outgoing(Target target, VariantAddress to, String requestId, String shadow) {
        ModelPlace place = target.place();
        String path = to.model() == null ? http.path() : place.renamedPath(http.path(), to.model());
        RequestBody body = this;
        if (to.model() != null && place.isInBody()) {
            if (!isWhole()) {
                throw new IllegalArgumentException("a body that streams cannot be given the name that the variant's"
                        + " server has for the model; raise captureBytes, or leave out model of the variant");
            }
            body = RequestBody.of(place.renamedBody(captured(), messageEncoding(), to.model()));
        } else if (shadow != null || isWhole()) {
            body = RequestBody.of(captured());
        }
        return new Outgoing(
                http.method(),
                http.query() == null ? path : path + "?" + http.query(),
                http.headers(),
                grpc,
                target.kind() == Target.Kind.UNARY_CALL,
                requestId,
                hop(),
                shadow,
                body);
    }

    private Outgoing.Hop hop() {
        return new Outgoing.Hop(
                http.remoteAddress() == null ? "unknown" : http.remoteAddress().hostAddress(),
                http.isSSL() ? "https" : "http",
                host(),
                http.version() == HttpVersion.HTTP_2
                        ? "2.0 weir"
                        : http.version() == HttpVersion.HTTP_1_1 ? "1.1 weir" : "1.0 weir");
    }

    /** As it was written, where it stands in a header: taken apart, it would only be put together again. */
    private String host() {
        if (http.version() != HttpVersion.HTTP_2) {
            return http.headers().get(HttpHeaders.HOST);
        }
        return http.authority() == null ? null : http.authority().toString();
    }

    /** The next step is the user's, who has some time for it; a stream of messages may be silent for as long as it likes. */
    private void await() {
        if (!grpc) {
            patience.start(stall);
        }
    }

    private void chunk(Buffer chunk) {
        received += chunk.length();
        await();
        if (received > maxBytes && !discards) {
            brokeOff(new UserFault.TooLarge(maxBytes));
        } else if (sink != null) {
            pass(chunk);
        } else if (!discards) {
            pieces.add(chunk);
            if (ready != null && (pieces.length() > captureBytes || enough != null && enough.test(pieces.all()))) {
                http.pause();
                patience.stop(stall);
                ready();
            }
        }
    }

    private void pass(Buffer chunk) {
        sink.write(chunk);
        if (sink == null || !sink.writeQueueFull()) {
            return;
        }
        http.pause();
        patience.stop(stall);
        listener.waitsForVariant();
        sink.drainHandler(drained -> {
            if (sink != null) {
                listener.waitsForUser();
                await();
                http.resume();
            }
        });
    }

    private void end() {
        ended = true;
        patience.stop(stall);
        if (sink != null) {
            endNanos = System.nanoTime();
            sink.end();
            listener.passedOn();
        } else if (ready != null && !discards) {
            ready();
        }
    }

    private void ready() {
        Runnable then = ready;
        ready = null;
        then.run();
    }

    private void brokeOff(UserFault cause) {
        fault = cause;
        Listener told = listener;
        boolean waits = ready != null && !discards;
        ready = null;
        discardRest();
        if (told != null) {
            told.brokeOff(cause);
        } else if (waits) {
            broken.accept(cause);
        }
    }

    private final class Stall extends Deadlines.Entry {
        @Override
        protected void late() {
            if (!discards) {
                brokeOff(new UserFault.TooSlow(patience.limitMillis()));
            } else if (http.version() == HttpVersion.HTTP_2) {
                http.response().reset();
            } else {
                http.connection().close();
            }
        }
    }
}
