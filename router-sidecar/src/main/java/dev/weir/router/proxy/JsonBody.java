package dev.weir.router.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;

/**
 * Reads JSON bodies as a stream of tokens, without building a tree, and leniently: NaN and Infinity are taken, since
 * models write them, and raw bytes may follow the document, as in the protocol's binary extension.
 */
final class JsonBody {

    /** A body above this is parsed on a worker thread; below it, parsing takes less than half a millisecond. */
    private static final int INLINE_BYTES = 64 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonBody() {}

    /** Opens a parser on a body. */
    static JsonParser parser(Buffer body) throws IOException {
        return JSON.createParser(body.getBytes());
    }

    /** Opens a parser on a stream, which it closes. */
    static JsonParser parser(InputStream body) throws IOException {
        return JSON.createParser(body);
    }

    /** Returns the scalar at a place as text; null where there is none, or the body is no JSON up to there. */
    static String scalar(Buffer body, JsonPointer pointer) {
        if (body.length() == 0) {
            return null;
        }
        try (JsonParser parser = new FilteringParserDelegate(
                parser(body), new JsonPointerBasedFilter(pointer), Inclusion.ONLY_INCLUDE_ALL, false)) {
            return parser.nextToken() != null && parser.currentToken().isScalarValue()
                    ? parser.getValueAsString()
                    : null;
        } catch (IOException e) {
            // Not JSON: the variant will tell the caller so, in the words of its own protocol.
            return null;
        }
    }

    /**
     * Reads a body on this event loop when it is small, on a worker when it is not.
     *
     * @param length size of the body in bytes
     * @param read   reads it
     */
    static <T> Future<T> reading(Vertx vertx, int length, Callable<T> read) {
        if (length > INLINE_BYTES) {
            return vertx.executeBlocking(read, false);
        }
        try {
            return Future.succeededFuture(read.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }
}
