package dev.weir.router.proxy;

import com.fasterxml.jackson.core.JsonPointer;
import dev.weir.router.proxy.protocol.Answer;
import dev.weir.router.proxy.protocol.Inputs;
import dev.weir.router.report.Call.Input;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What there is to be read of one request for its event, taken down on the event loop and readable on any thread. */
final class RequestInput {

    /** Of a request of which nothing is told: a copy, or of a model whose file does not ask for it. */
    static final RequestInput NONE = new RequestInput(InputRules.NONE, Map.of(), null, Buffer.buffer());

    private final InputRules rules;
    private final Map<String, String> heads;
    private final String encoding;
    private final Buffer body;

    private RequestInput(InputRules rules, Map<String, String> heads, String encoding, Buffer body) {
        this.rules = rules;
        this.heads = heads;
        this.encoding = encoding;
        this.body = body;
    }

    /** Takes down what a request says; of gRPC nothing is read. */
    static RequestInput of(InputRules rules, UserRequest user) {
        if (rules.isEmpty() || user.isGrpc()) {
            return NONE;
        }
        Map<String, String> heads = new HashMap<>();
        rules.places().forEach((name, place) -> {
            String text = place.pointer() == null ? place.read(user.http(), at -> null) : null;
            if (text != null) {
                heads.put(name, text);
            }
        });
        return new RequestInput(rules, heads, user.http().getHeader(HttpHeaders.CONTENT_ENCODING), user.captured());
    }

    /** Returns the bytes that are searched. */
    int bytes() {
        return body.length();
    }

    /** Returns what could be read; null where nothing is asked for. */
    Input read() {
        if (rules.isEmpty()) {
            return null;
        }
        Map<String, JsonPointer> places = rules.inBody();
        boolean looksInside = body.length() > 0 && (rules.byProtocol() || !places.isEmpty());
        return Inputs.read(looksInside ? unpacked() : new byte[0], rules.byProtocol(), places, heads);
    }

    private byte[] unpacked() {
        try {
            return new Answer(null, encoding, body).unpacked();
        } catch (IOException e) {
            // In an encoding that is not known: the variant may know it.
            return new byte[0];
        }
    }
}
