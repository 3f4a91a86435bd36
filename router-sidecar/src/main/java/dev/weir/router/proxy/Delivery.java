package dev.weir.router.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * An answer that has been passed on, or some of it.
 *
 * @param head            its status and headers, and trailers where it came to its end
 * @param captured        its body, or the beginning that was kept
 * @param firstChunkNanos instant of the first piece of the body, by the clock that never goes back; 0 for an answer that was
 *                        held until it was whole, or had no body
 * @param cause           why it broke off; null where it came to its end
 */
record Delivery(HttpClientResponse head, Buffer captured, long firstChunkNanos, Throwable cause) {}
