package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where a request names its model, and how another name is put there. */
public sealed interface ModelPlace {

    /** Nowhere: only a header can name the model. */
    ModelPlace NOWHERE = new Nowhere();

    /** Returns whether the body has to be looked into. */
    default boolean isInBody() {
        return false;
    }

    /**
     * Returns the name, or null where the request has none.
     *
     * @param body     the body, or its beginning
     * @param encoding how the messages of a gRPC body are compressed; null for not at all
     */
    String find(Buffer body, String encoding);

    /** Returns the request's path with another name for the model. */
    default String renamedPath(String path, String model) {
        return path;
    }

    /**
     * Returns a whole body with another name for the model; the body itself where it is not JSON, or no message.
     *
     * @param encoding how the messages of a gRPC body are compressed; null for not at all
     */
    default Buffer renamedBody(Buffer body, String encoding, String model) {
        return body;
    }

    /** A request that names no model. */
    record Nowhere() implements ModelPlace {
        @Override
        public String find(Buffer body, String encoding) {
            return null;
        }
    }

    /**
     * A segment of the path.
     *
     * @param name the name without its escapes
     * @param from where it begins in the path as it came
     * @param to   where it ends, exclusive
     */
    record InPath(String name, int from, int to) implements ModelPlace {

        /** Returns the place of a segment; its name is as it stands where its escapes are malformed. */
        static InPath of(String path, int from, int to) {
            String segment = path.substring(from, to);
            if (segment.indexOf('%') < 0) {
                return new InPath(segment, from, to);
            }
            try {
                return new InPath(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8), from, to);
            } catch (IllegalArgumentException e) {
                return new InPath(segment, from, to);
            }
        }

        @Override
        public String find(Buffer body, String encoding) {
            return name;
        }

        @Override
        public String renamedPath(String path, String model) {
            String escaped = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
            return path.substring(0, from) + escaped + path.substring(to);
        }
    }

    /** A scalar in a JSON body. */
    record InJson(JsonPointer pointer) implements ModelPlace {
        @Override
        public boolean isInBody() {
            return true;
        }

        @Override
        public String find(Buffer body, String encoding) {
            return JsonBody.scalar(body, pointer);
        }

        @Override
        public Buffer renamedBody(Buffer body, String encoding, String model) {
            return JsonBody.withText(body, pointer, model);
        }
    }

    /**
     * A text field in the first message of a gRPC body.
     *
     * @param fields numbers of the fields that lead to it, from the outermost
     */
    record InMessage(List<Integer> fields) implements ModelPlace {

        public InMessage {
            fields = List.copyOf(fields);
        }

        @Override
        public boolean isInBody() {
            return true;
        }

        @Override
        public String find(Buffer body, String encoding) {
            return GrpcMessage.first(body, encoding)
                    .map(message -> message.text(fields))
                    .orElse(null);
        }

        @Override
        public Buffer renamedBody(Buffer body, String encoding, String model) {
            return GrpcMessage.first(body, encoding)
                    .map(message -> message.withText(fields, model).framed())
                    .orElse(body);
        }
    }
}
