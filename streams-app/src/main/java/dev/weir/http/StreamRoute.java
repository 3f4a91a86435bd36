package dev.weir.http;

import dev.weir.view.ControlView;
import dev.weir.view.ViewEvent;
import dev.weir.wire.JsonCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code /v1/stream}: server-sent events of verdicts, decisions, routes, metrics and alerts as they happen, of all
 * models or of {@code ?model=}.
 *
 * <p>Who reads too slowly loses events, which {@code weir_stream_events_dropped_total} counts: what is buffered for a
 * reader is bounded by Vert.x's write queue.
 */
final class StreamRoute {
    private static final Set<ViewEvent.Kind> KINDS = Set.of(
            ViewEvent.Kind.VERDICT,
            ViewEvent.Kind.DECISION,
            ViewEvent.Kind.ROUTE,
            ViewEvent.Kind.METRICS,
            ViewEvent.Kind.ALERT);
    static final String PATH = "/v1/stream";

    private static final int READERS = 200;
    private static final int WRITE_QUEUE_BYTES = 1 << 20;

    /** Below the idle time-outs of common proxies. */
    private static final long SIGN_OF_LIFE_MS = 15_000;

    private final ControlView view;
    private final Counter dropped;
    private final AtomicInteger readers = new AtomicInteger();

    StreamRoute(ControlView view, MeterRegistry metrics) {
        this.view = view;
        this.dropped = Counter.builder("weir.stream.events.dropped")
                .description("Server-sent events not sent because their reader was too slow")
                .register(metrics);
        metrics.gauge("weir.stream.readers", readers);
    }

    void addTo(Router router) {
        router.get(PATH).handler(this::open);
    }

    private void open(RoutingContext context) {
        if (readers.incrementAndGet() > READERS) {
            readers.decrementAndGet();
            throw ProblemException.unavailable(READERS + " readers follow the stream already");
        }
        String model = context.request().getParam("model");
        Vertx vertx = context.vertx();
        Context loop = vertx.getOrCreateContext();
        HttpServerResponse response = context.response()
                .setChunked(true)
                .setWriteQueueMaxSize(WRITE_QUEUE_BYTES)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store");
        response.write(": follows\n\n");
        ControlView.Subscription subscription = view.subscribe(event -> {
            if (KINDS.contains(event.kind()) && (model == null || model.equals(event.model()))) {
                loop.runOnContext(go -> send(response, event));
            }
        });
        long timer = vertx.setPeriodic(SIGN_OF_LIFE_MS, tick -> write(response, ": still here\n\n"));
        response.closeHandler(closed -> {
            subscription.close();
            vertx.cancelTimer(timer);
            readers.decrementAndGet();
        });
    }

    private void send(HttpServerResponse response, ViewEvent event) {
        String name = event.kind().name().toLowerCase(Locale.ROOT);
        if (!write(response, "event: " + name + "\ndata: " + JsonCodec.toJson(event.value()) + "\n\n")) {
            dropped.increment();
        }
    }

    private static boolean write(HttpServerResponse response, String text) {
        if (response.closed() || response.writeQueueFull()) {
            return false;
        }
        response.write(text);
        return true;
    }
}
