package dev.weir.router.cloudevents;

import dev.weir.router.http.Problem;
import dev.weir.router.report.LoggedPart;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/cloudevents}; add it to a router by {@link #accept}. */
public final class CloudEventRoutes implements Consumer<Router> {

    private static final Logger LOG = LoggerFactory.getLogger(CloudEventRoutes.class);
    private static final String PATH = "/v1/cloudevents";
    private static final long LARGEST_BODY_BYTES = 4L << 20;
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Predicate<LoggedPart> publisher;
    private final OpenCalls calls;
    private final Map<Integer, Counter> counters;

    /**
     * Makes the path.
     *
     * @param publisher   takes what is known of a call, without blocking; false where there is no room
     * @param clockMillis epoch milliseconds now
     * @param meters      where deliveries are counted by their result
     */
    public CloudEventRoutes(Predicate<LoggedPart> publisher, LongSupplier clockMillis, MeterRegistry meters) {
        this.publisher = publisher;
        this.calls = new OpenCalls(clockMillis);
        Counter refused = counter(meters, "refused");
        this.counters = Map.of(
                202, counter(meters, "accepted"),
                400, refused,
                415, refused,
                413, counter(meters, "too_large"),
                503, counter(meters, "no_room"),
                500, counter(meters, "failed"));
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("weir.router.cloudevents")
                .description("Deliveries of logged requests and responses")
                .tag("result", result)
                .register(meters);
    }

    @Override
    public void accept(Router router) {
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY_BYTES))
                .handler(this::take)
                .failureHandler(this::failed);
        router.route(PATH).handler(context -> {
            if (context.request().method().equals(HttpMethod.POST)) {
                context.next();
                return;
            }
            context.response().putHeader("Allow", HttpMethod.POST.name());
            new Problem(405, context.request().method() + " is not for this path; use POST").send(context.response());
        });
    }

    /** On a worker thread: a batch may be long, and the event loop has decisions to answer. */
    private void take(RoutingContext context) {
        Map<String, String> headers = new HashMap<>();
        context.request().headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        byte[] body = context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        MultiMap query = context.queryParams();
        context.vertx()
                .executeBlocking(() -> publish(Delivery.read(headers, body, Naming.of(query))), false)
                .onSuccess(taken -> {
                    if (taken) {
                        counters.get(202).increment();
                        context.response().setStatusCode(202).end();
                    } else {
                        context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
                        problem(context, 503, "the queue to Kafka is full; send all of it again later");
                    }
                })
                .onFailure(context::fail);
    }

    /** What is sent again because a part of it was not taken is counted once all the same. */
    private boolean publish(List<LoggedMessage> messages) {
        boolean taken = true;
        for (LoggedMessage message : messages) {
            taken = taken && publisher.test(calls.take(message));
        }
        return taken;
    }

    private void failed(RoutingContext context) {
        boolean gone = context.response().closed() || context.failure() instanceof HttpClosedException;
        if (gone || context.response().ended() || context.response().headWritten()) {
            return;
        }
        if (context.failure() instanceof RefusedException refused) {
            problem(context, refused.status(), refused.getMessage());
        } else if (context.statusCode() == 413) {
            problem(context, 413, "the body has more than " + LARGEST_BODY_BYTES + " bytes");
        } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
            problem(context, 400, "the request is malformed");
        } else {
            LOG.error("delivery failed path={}", PATH, context.failure());
            problem(context, 500, "the router failed; its log says why");
        }
    }

    private void problem(RoutingContext context, int status, String detail) {
        counters.get(status).increment();
        new Problem(status, detail).send(context.response());
    }
}
