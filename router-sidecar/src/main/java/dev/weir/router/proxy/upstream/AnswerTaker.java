package dev.weir.router.proxy.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * Takes the answer of one call. Called on the call's event loop: either {@link #whole} once, or {@link #flowing} once, then
 * {@link #chunk} any number of times, then {@link #ended}; or at any point before the end {@link #failed}, and nothing
 * after it.
 */
public interface AnswerTaker {

    /**
     * The answer has come to its end.
     *
     * @param head status, headers and trailers
     * @param body the body
     */
    void whole(HttpClientResponse head, Buffer body);

    /**
     * The answer has begun and is passed on as it comes.
     *
     * @param head  status and headers
     * @param first what has come of the body, perhaps nothing
     */
    void flowing(HttpClientResponse head, Buffer first);

    /** More of the body has come. */
    void chunk(Buffer chunk);

    /** The body has come to its end, and the trailers are there. */
    void ended();

    /** There is no answer, or it broke off. */
    void failed(Throwable cause);
}
