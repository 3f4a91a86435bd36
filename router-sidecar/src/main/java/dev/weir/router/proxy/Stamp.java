package dev.weir.router.proxy;

import dev.weir.router.proxy.upstream.Headers;
import io.vertx.core.http.HttpServerResponse;

/**
 * What the router says of itself in every answer, over what the variant may have said there.
 *
 * @param requestId id of the request
 * @param variant   variant that answered, or was to
 * @param revision  revision of the table that chose it, 0 for none
 */
record Stamp(String requestId, String variant, String revision) {

    HttpServerResponse on(HttpServerResponse response) {
        return response.putHeader(Headers.REQUEST_ID, requestId)
                .putHeader(Headers.VARIANT, variant)
                .putHeader(Headers.REVISION, revision);
    }
}
