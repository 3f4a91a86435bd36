package dev.weir.router.proxy.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * A request as it goes on to a variant.
 *
 * @param method    its method
 * @param uri       path and query, put below the variant's own path
 * @param headers   the user's headers; those of one connection are left out
 * @param isGrpc    whether it is of gRPC, and so goes by HTTP/2
 * @param isUnary   whether it is of a gRPC method with one answer, which may so be taken whole before any of it is passed on
 * @param requestId id under which it goes on
 * @param hop       whom it comes from
 * @param shadow    variant that this is a copy for; null for the request itself
 * @param body      its body
 */
public record Outgoing(
        HttpMethod method,
        String uri,
        MultiMap headers,
        boolean isGrpc,
        boolean isUnary,
        String requestId,
        Hop hop,
        String shadow,
        RequestBody body) {

    /**
     * The connection by which a request came.
     *
     * @param address address of the one who connected
     * @param proto   http or https
     * @param host    host that was asked; null where the request names none
     * @param via     version of HTTP as a Via header has it, e.g. 1.1
     */
    public record Hop(String address, String proto, String host, String via) {}
}
