package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.Verdict;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code /v1/stream}: server-sent events of verdicts, decisions, routes, metrics and alerts as they happen, of all
 * models or of {@code ?model=}, or of the kinds in {@code ?kinds=plan,decision,ack}, verdicts with
 * {@code ?summary=true} as the list of rollouts has them. Plans, acks, reports and samples come to those who name them.
 *
 * <p>Each event has an id. Who comes back and says in {@code Last-Event-ID}, as browsers do by themselves, which one came last
 * is told what it missed, or, where this instance does not know that any more, how things stand: an event {@code snapshot}.
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

    private final RecentEvents events;
    private final Function<String, ObjectNode> snapshot;
    private final Counter dropped;
    private final AtomicInteger readers = new AtomicInteger();

    /**
     * The stream of some events.
     *
     * @param snapshot how things stand with a model, or with all where it is null
     */
    StreamRoute(RecentEvents events, Function<String, ObjectNode> snapshot, MeterRegistry metrics) {
        this.events = events;
        this.snapshot = snapshot;
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
        Predicate<RecentEvents.Event> isAsked =
                each -> kinds.contains(each.event().kind())
                        && (model == null || model.equals(each.event().model()));
        RecentEvents.Entry entry = events.join(context.request().getHeader("Last-Event-ID"), each -> {
            if (isAsked.test(each)) {
                loop.runOnContext(go -> send(response, each, summary));
            }
        });
        // What comes from now on is sent by the loop, after this.
        catchUp(response, entry, isAsked, model, summary);
        long timer = vertx.setPeriodic(SIGN_OF_LIFE_MS, tick -> write(response, ": still here\n\n"));
        response.closeHandler(closed -> {
            entry.subscription().close();
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

    /** What was missed; what is not known, or more than a reader may have waiting for it, a snapshot takes the place of. */
    private void catchUp(
            HttpServerResponse response,
            RecentEvents.Entry entry,
            Predicate<RecentEvents.Event> isAsked,
            String model,
            boolean summary) {
        boolean isComplete = entry.missed().stream()
                .flatMap(List::stream)
                .filter(isAsked)
                .allMatch(each -> write(response, text(each, summary)));
        if (!isComplete || entry.missed().isEmpty()) {
            response.write("event: snapshot\ndata: " + snapshot.apply(model) + "\n" + idLine(entry.id()) + "\n");
        } else {
            // An id alone is kept by the reader: who is cut off before the first event has a place to come back to.
            response.write(idLine(entry.id()) + "\n");
        }
    }

    private void send(HttpServerResponse response, RecentEvents.Event event, boolean summary) {
        if (!write(response, text(event, summary))) {
            dropped.increment();
        }
    }

    private static String text(RecentEvents.Event numbered, boolean summary) {
        ViewEvent event = numbered.event();
        JsonNode data = summary && event.value() instanceof Verdict verdict
                ? VerdictSummary.of(verdict)
                : JsonCodec.toJson(event.value());
        return "event: " + nameOf(event.kind()) + "\ndata: " + data + "\n" + idLine(numbered.id()) + "\n";
    }

    private static String idLine(String id) {
        return "id: " + id + "\n";
    }

    private static boolean write(HttpServerResponse response, String text) {
        if (response.closed() || response.writeQueueFull()) {
            return false;
        }
        response.write(text);
        return true;
    }
}
