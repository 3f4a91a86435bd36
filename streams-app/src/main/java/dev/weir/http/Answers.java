package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.view.ControlSink;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
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

    /** Answers with content that has a tag, or says that it has not changed. */
    static void tagged(RoutingContext context, int status, JsonNode body, Tag tag) {
        context.response().putHeader("ETag", tag.quoted());
        boolean reads = context.request().method().equals(HttpMethod.GET)
                || context.request().method().equals(HttpMethod.HEAD);
        if (reads && Conditions.isKnown(context, tag)) {
            context.response()
                    .setStatusCode(304)
                    .putHeader("Cache-Control", "no-store")
                    .end();
        } else {
            json(context, status, body);
        }
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
        } else if (!context.request().isEnded()) {
            // Its body ended otherwise than it said, e.g. in a chunk without a length.
            problem = ProblemException.of(
                    ProblemType.BAD_REQUEST, "the body cannot be read to its end: " + cause.getMessage());
        } else {
            LOG.error(
                    "event=request-failed method={} path={}",
                    context.request().method(),
                    context.normalizedPath(),
                    cause);
            problem = ProblemException.of(ProblemType.INTERNAL, "see the log of the control plane");
        }
        if (!context.response().ended() && !context.response().headWritten()) {
            if (problem.type() == ProblemType.UNAVAILABLE) {
                context.response().putHeader("Retry-After", "1");
            }
            problem(context.response(), problem, context.request().path());
        }
    }

    /** Answers a request that was refused before it reached a route: a path or a header too long, no HTTP at all. */
    static void unreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        ProblemType type = cause instanceof TooLongHttpLineException
                ? ProblemType.PATH_TOO_LONG
                : cause instanceof TooLongHttpHeaderException ? ProblemType.HEADERS_TOO_LARGE : ProblemType.BAD_REQUEST;
        String detail = "the request cannot be read: " + (cause == null ? "it is no HTTP" : cause.getMessage());
        problem(request.response(), ProblemException.of(type, detail), null);
        request.connection().close();
    }

    private static void problem(HttpServerResponse response, ProblemException problem, String instance) {
        write(response, problem.type().status(), "application/problem+json", problem.document(instance));
    }

    private static void write(HttpServerResponse response, int status, String type, JsonNode body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(body.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
