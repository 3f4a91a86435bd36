package dev.weir.router.ofrep;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * One client that wants to hear of changes, as server-sent events. An event says only that something changed, so a client
 * that reads slowly gets one for many.
 */
final class RefetchStream {

    private final HttpServerResponse response;
    private final Context context;
    private String told;

    /**
     * Takes over a response whose head has not been sent; call on its event loop.
     *
     * @param response where events go
     * @param context  event loop of the response
     * @param known    state the client knows, so that it is told of any other
     */
    RefetchStream(HttpServerResponse response, Context context, String known) {
        this.response = response;
        this.context = context;
        this.told = known;
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                // Else nginx, between client and router, would hold events back.
                .putHeader("X-Accel-Buffering", "no");
        response.write("retry: 1000\n\n");
    }

    /** Tells the client of a state, unless it knows it; from any thread. */
    void tell(ConfigTag tag) {
        context.runOnContext(turn -> tellNow(tag));
    }

    /** Keeps the connection from looking dead. */
    void heartbeat() {
        context.runOnContext(turn -> {
            if (isWritable()) {
                response.write(": alive\n\n");
            }
        });
    }

    private void tellNow(ConfigTag tag) {
        String id = EntityTags.bare(tag.etag());
        if (!isWritable() || id.equals(told)) {
            return;
        }
        told = id;
        JsonObject event = new JsonObject()
                .put("type", "refetchEvaluation")
                .put("etag", tag.etag())
                .put("lastModified", tag.lastModified().getEpochSecond());
        response.write("id: " + id + "\nevent: message\ndata: " + event.encode() + "\n\n");
    }

    private boolean isWritable() {
        return !response.ended() && !response.closed() && !response.writeQueueFull();
    }
}
