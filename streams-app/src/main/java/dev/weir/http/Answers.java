package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.view.ControlSink;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes JSON and problem documents. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    static void json(RoutingContext context, int status, JsonNode body) {
        write(context.response(), status, "application/json", body);
    }

    /** Turns whatever went wrong into a problem document; what is nobody's fault but ours is logged. */
    static void failure(RoutingContext context, Throwable failure) {
        if (context.response().closed()) {
            // Whoever asked has gone, which is no fault of anybody's.
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        ProblemException problem;
        if (cause instanceof ProblemException known) {
            problem = known;
        } else if (cause instanceof ControlSink.Unavailable unavailable) {
            problem = ProblemException.unavailable(unavailable.getMessage());
        } else {
            LOG.error(
                    "event=request-failed method={} path={}",
                    context.request().method(),
                    context.normalizedPath(),
                    cause);
            problem = ProblemException.of(500, "Internal error", "see the log of the control plane");
        }
        if (!context.response().ended() && !context.response().headWritten()) {
            write(context.response(), problem.status(), "application/problem+json", problem.document());
        }
    }

    /** Answers a request that was refused before it reached a route: a path or a header too long, no HTTP at all. */
    static void unreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        String detail = "the request cannot be read: " + (cause == null ? "it is no HTTP" : cause.getMessage());
        write(
                request.response(),
                status,
                "application/problem+json",
                ProblemException.of(status, "Bad request", detail).document());
        request.connection().close();
    }

    private static void write(HttpServerResponse response, int status, String type, JsonNode body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(body.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
