package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.Verdict;
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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * {@code /v1/stream}: server-sent events of verdicts, decisions, routes, metrics and alerts as they happen, of all
 * models or of {@code ?model=}, or of the kinds in {@code ?kinds=plan,decision,ack}, verdicts with
 * {@code ?summary=true} as the list of rollouts has them. Plans, acks, reports and samples come to those who name them.
 *
 * <p>Who reads too slowly loses events, which {@code weir_stream_events_dropped_total} counts: what is buffered for a
 * reader is bounded by Vert.x's write queue.
 */
final class StreamRoute {
    /** What comes to those who name nothing. */
    private static final Set<ViewEvent.Kind> USUAL = Set.of(
            ViewEvent.Kind.VERDICT,
            ViewEvent.Kind.DECISION,
            ViewEvent.Kind.ROUTE,
            ViewEvent.Kind.METRICS,
            ViewEvent.Kind.ALERT);

    static final String PATH = "/v1/stream";

    private static final int READERS = 200;
    private static final int WRITE_QUEUE_BYTES = 1 << 20;

    /** Below the idle time-outs of common proxies, and soon enough for a page to notice that it is cut off. */
    private static final long SIGN_OF_LIFE_MS = 5_000;

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
        Set<ViewEvent.Kind> kinds = kinds(context.request().getParam("kinds"));
        boolean summary = Query.flag(context, "summary");
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
                // Compressed, an event would wait for those after it.
                .putHeader("Content-Encoding", "identity")
                .putHeader("Cache-Control", "no-store");
        response.write(": follows\n\n");
        ControlView.Subscription subscription = view.subscribe(event -> {
            if (kinds.contains(event.kind()) && (model == null || model.equals(event.model()))) {
                loop.runOnContext(go -> send(response, event, summary));
            }
        });
        long timer = vertx.setPeriodic(SIGN_OF_LIFE_MS, tick -> write(response, ": still here\n\n"));
        response.closeHandler(closed -> {
            subscription.close();
            vertx.cancelTimer(timer);
            readers.decrementAndGet();
        });
    }

    /** The kinds of a list such as {@code verdict,decision}; the usual ones without one. */
    private static Set<ViewEvent.Kind> kinds(String list) {
        if (list == null) {
            return USUAL;
        }
        Set<ViewEvent.Kind> kinds = EnumSet.noneOf(ViewEvent.Kind.class);
        for (String name : list.split(",", -1)) {
            kinds.add(Arrays.stream(ViewEvent.Kind.values())
                    .filter(kind -> nameOf(kind).equals(name))
                    .findFirst()
                    .orElseThrow(() -> ProblemException.badParameter(
                            "kinds",
                            "has '" + name + "' in it; there are "
                                    + Arrays.stream(ViewEvent.Kind.values())
                                            .map(StreamRoute::nameOf)
                                            .collect(Collectors.joining(",")))));
        }
        return kinds;
    }

    private static String nameOf(ViewEvent.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private void send(HttpServerResponse response, ViewEvent event, boolean summary) {
        String name = nameOf(event.kind());
        JsonNode data = summary && event.value() instanceof Verdict verdict
                ? VerdictSummary.of(verdict)
                : JsonCodec.toJson(event.value());
        if (!write(response, "event: " + name + "\ndata: " + data + "\n\n")) {
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
