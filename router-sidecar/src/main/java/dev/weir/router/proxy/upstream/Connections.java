package dev.weir.router.proxy.upstream;

import java.time.Duration;

/**
 * How many connections there are to each variant of a model, and for how long.
 *
 * @param max            connections to one variant by HTTP/1.1; default 256
 * @param waiting        requests that may wait for one of them before more are turned away; default 1024
 * @param connectTimeout time in which a connection must stand; default 1 s, and never above the model's timeout
 * @param keepAlive      time for which an idle one is kept; default 4 s, below the five after which common model servers
 *                       (uvicorn) close it, since a request sent into a closing connection counts as the variant's error
 */
public record Connections(Integer max, Integer waiting, Duration connectTimeout, Duration keepAlive) {

    /** The defaults. */
    public static final Connections DEFAULT = new Connections(null, null, null, null);

    public Connections {
        max = max == null ? 256 : max;
        waiting = waiting == null ? 1_024 : waiting;
        connectTimeout = connectTimeout == null ? Duration.ofSeconds(1) : connectTimeout;
        keepAlive = keepAlive == null ? Duration.ofSeconds(4) : keepAlive;
        if (max < 1) {
            throw new IllegalArgumentException("max is " + max + ", must be 1 or more connections");
        }
        if (waiting < 0) {
            throw new IllegalArgumentException("waiting is " + waiting + ", must be 0 or more requests");
        }
        if (connectTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("connectTimeout must be at least 1ms");
        }
        if (keepAlive.toSeconds() < 1) {
            throw new IllegalArgumentException("keepAlive must be at least 1s");
        }
    }
}
