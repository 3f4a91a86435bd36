package dev.weir.router.ofrep;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * {@code GET /ofrep/v1/events}: tells clients to fetch anew whenever a table changes. The id of an event names the state of
 * the flags, the same in every router, so that a client that comes back with {@code Last-Event-ID} to any of them is told at
 * once if it missed something.
 */
final class RefetchStreams implements Handler<RoutingContext> {

    /** Clients at most; further ones are asked to come later. */
    static final int MOST = 1_000;

    private static final long HEARTBEAT_MILLIS = 15_000;

    private final Vertx vertx;
    private final Supplier<ConfigTag> tags;
    private final Set<RefetchStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean due = new AtomicBoolean();

    RefetchStreams(Vertx vertx, Supplier<ConfigTag> tags) {
        this.vertx = vertx;
        this.tags = tags;
        // Also tells whoever read too slowly when the change came.
        vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> {
            streams.forEach(RefetchStream::heartbeat);
            tellAll();
        });
    }

    @Override
    public void handle(RoutingContext context) {
        if (streams.size() >= MOST) {
            context.response().putHeader("Retry-After", "30");
            context.fail(new RefusedException(
                    429, ErrorCode.GENERAL, MOST + " clients listen already; come later, or fetch by the clock"));
            return;
        }
        String known = context.request().getHeader("Last-Event-ID");
        ConfigTag now = tags.get();
        RefetchStream stream = new RefetchStream(
                context.response(), vertx.getOrCreateContext(), EntityTags.bare(known == null ? now.etag() : known));
        streams.add(stream);
        context.response().closeHandler(closed -> streams.remove(stream));
        context.response().exceptionHandler(failed -> streams.remove(stream));
        // Asked again, since a table may have come between the question above and the stream being among those told.
        stream.tell(tags.get());
    }

    /** Tells every client of a change; never blocks, and tells of many changes in a moment once. From any thread. */
    void changed() {
        if (due.compareAndSet(false, true)) {
            vertx.runOnContext(turn -> {
                due.set(false);
                tellAll();
            });
        }
    }

    private void tellAll() {
        ConfigTag now = tags.get();
        streams.forEach(stream -> stream.tell(now));
    }
}
