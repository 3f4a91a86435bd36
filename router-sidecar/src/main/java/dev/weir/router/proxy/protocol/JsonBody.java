package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads JSON bodies as a stream of tokens, without building a tree, and leniently: NaN and Infinity are taken, since
 * models write them, and the body may be cut or have raw bytes after the document, as in the Open Inference Protocol's
 * binary extension; what comes before is read.
 */
public final class JsonBody {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonBody() {}

    /** Opens a parser on a body. */
    static JsonParser parser(byte[] body) throws IOException {
        return JSON.createParser(body);
    }

    /** Returns the scalar at a place as text; null where there is none, or the body is no JSON up to there. */
    public static String scalar(Buffer body, JsonPointer pointer) {
        return scalars(body, List.of(pointer))[0];
    }

    /**
     * Returns the scalars at several places as texts, in one pass that ends with the last of them; each null where there
     * is none, or the body is no JSON up to there.
     */
    public static String[] scalars(Buffer body, List<JsonPointer> pointers) {
        String[] found = new String[pointers.size()];
        if (body.length() == 0 || pointers.isEmpty()) {
            return found;
        }
        byte[] bytes = body.getBytes();
        if (!mayHave(bytes, pointers)) {
            return found;
        }
        try (JsonParser parser = parser(bytes)) {
            JsonToken first = parser.nextToken();
            if (first != null) {
                new Search(parser, found).value(first, pointers.toArray(new JsonPointer[0]));
            }
        } catch (IOException e) {
            // Not JSON from here on: the variant will tell the caller so, in the words of its own protocol.
            return found;
        }
        return found;
    }

    /**
     * Returns false where a document cannot have any of the places, since the last name on the way to each stands nowhere in
     * its bytes: most requests have no id, and looking through their bytes takes a fraction of reading their tokens.
     */
    private static boolean mayHave(byte[] body, List<JsonPointer> pointers) {
        for (JsonPointer pointer : pointers) {
            JsonPointer last = pointer.last();
            if (last == null || last.mayMatchElement() || mayHave(body, last.getMatchingProperty())) {
                return true;
            }
        }
        return false;
    }

    /** A backslash may stand for any letter; a zero tells of UTF-16 or UTF-32, a negative byte of letters beyond ASCII. */
    private static boolean mayHave(byte[] body, String name) {
        for (int i = 0; i < body.length; i++) {
            if (body[i] <= 0 || body[i] == '\\' || body[i] == '"' && isQuoted(body, i + 1, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isQuoted(byte[] body, int from, String name) {
        int end = from + name.length();
        if (end >= body.length || body[end] != '"') {
            return false;
        }
        for (int i = from; i < end; i++) {
            if (body[i] != name.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the body with a text in place of the scalar there, and else byte for byte as it was. */
    static Buffer withText(Buffer body, JsonPointer pointer, String text) {
        byte[] bytes = body.getBytes();
        try (JsonParser parser = parser(bytes)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()
                        && parser.getParsingContext().pathAsPointer().equals(pointer)) {
                    int from = (int) parser.currentTokenLocation().getByteOffset();
                    parser.finishToken();
                    int to = (int) parser.currentLocation().getByteOffset();
                    String quoted =
                            "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
                    return Buffer.buffer(bytes.length + quoted.length())
                            .appendBytes(bytes, 0, from)
                            .appendBytes(quoted.getBytes(StandardCharsets.UTF_8))
                            .appendBytes(bytes, to, bytes.length - to);
                }
            }
        } catch (IOException e) {
            return body;
        }
        return body;
    }

    /** One pass over a document for several places; {@code tails} are what is left of their pointers at a value. */
    private static final class Search {

        private final JsonParser parser;
        private final String[] found;
        private int missing;

        Search(JsonParser parser, String[] found) {
            this.parser = parser;
            this.found = found;
            this.missing = found.length;
        }

        void value(JsonToken token, JsonPointer[] tails) throws IOException {
            if (token.isScalarValue()) {
                for (int i = 0; i < tails.length; i++) {
                    if (tails[i] != null && tails[i].matches() && found[i] == null) {
                        found[i] = parser.getValueAsString();
                        missing--;
                    }
                }
            } else if (token == JsonToken.START_OBJECT) {
                object(tails);
            } else if (token == JsonToken.START_ARRAY) {
                array(tails);
            }
        }

        private void object(JsonPointer[] tails) throws IOException {
            while (missing > 0 && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonPointer[] inner = new JsonPointer[tails.length];
                boolean wanted = false;
                for (int i = 0; i < tails.length; i++) {
                    inner[i] = tails[i] == null ? null : tails[i].matchProperty(name);
                    wanted |= inner[i] != null;
                }
                descend(parser.nextToken(), inner, wanted);
            }
        }

        private void array(JsonPointer[] tails) throws IOException {
            int index = 0;
            JsonToken token = parser.nextToken();
            while (missing > 0 && token != null && token != JsonToken.END_ARRAY) {
                JsonPointer[] inner = new JsonPointer[tails.length];
                boolean wanted = false;
                for (int i = 0; i < tails.length; i++) {
                    inner[i] = tails[i] == null ? null : tails[i].matchElement(index);
                    wanted |= inner[i] != null;
                }
                descend(token, inner, wanted);
                index++;
                token = missing > 0 ? parser.nextToken() : null;
            }
        }

        private void descend(JsonToken token, JsonPointer[] tails, boolean wanted) throws IOException {
            if (token == null) {
                return;
            }
            if (wanted) {
                value(token, tails);
            } else {
                parser.skipChildren();
            }
        }
    }
}
