package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * The beginning of a JSON document as a tree: its first {@value #MAX_VALUES} values, or those before the document is cut or
 * broken. Of a large batch that is the first rows, and more than those no prediction is read from.
 */
final class BoundedTree {

    static final int MAX_VALUES = 10_000;

    /** Deeper than any answer, and far from the end of the stack. */
    private static final int MAX_DEPTH = 64;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private int left = MAX_VALUES;

    private BoundedTree(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * A tree, and where its document ended.
     *
     * @param root a missing node where the bytes are no JSON at all
     * @param end  position after the document; -1 where it was not read to its end
     */
    record Document(JsonNode root, int end) {}

    /** Returns the tree; a missing node where the bytes are no JSON at all. */
    static JsonNode read(byte[] json) {
        return readDocument(json).root();
    }

    static Document readDocument(byte[] json) {
        JsonNode root = MissingNode.getInstance();
        try (JsonParser parser = JsonBody.parser(json)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY) {
                BoundedTree tree = new BoundedTree(parser);
                if (first == JsonToken.START_OBJECT) {
                    ObjectNode object = NODES.objectNode();
                    root = object;
                    tree.fill(object, 1);
                } else {
                    ArrayNode array = NODES.arrayNode();
                    root = array;
                    tree.fill(array, 1);
                }
            } else if (first != null) {
                root = new BoundedTree(parser).scalar(first);
            }
            boolean ended = parser.getParsingContext().inRoot() && root.isContainerNode();
            return new Document(root, ended ? (int) parser.currentLocation().getByteOffset() : -1);
        } catch (IOException e) {
            // Cut or broken: what has been read up to here stands.
            return new Document(root, -1);
        }
    }

    /** Fills an object already hung into the tree, so that what was read stays when the document breaks off. */
    private void fill(ObjectNode object, int depth) throws IOException {
        while (left > 0 && parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            left--;
            if (token == JsonToken.START_OBJECT && depth < MAX_DEPTH) {
                fill(object.putObject(name), depth + 1);
            } else if (token == JsonToken.START_ARRAY && depth < MAX_DEPTH) {
                fill(object.putArray(name), depth + 1);
            } else if (token != null && token.isScalarValue()) {
                object.set(name, scalar(token));
            } else {
                parser.skipChildren();
            }
        }
    }

    private void fill(ArrayNode array, int depth) throws IOException {
        while (left > 0) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.END_ARRAY) {
                return;
            }
            left--;
            if (token == JsonToken.START_OBJECT && depth < MAX_DEPTH) {
                fill(array.addObject(), depth + 1);
            } else if (token == JsonToken.START_ARRAY && depth < MAX_DEPTH) {
                fill(array.addArray(), depth + 1);
            } else if (token.isScalarValue()) {
                array.add(scalar(token));
            } else {
                parser.skipChildren();
            }
        }
    }

    private JsonNode scalar(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            default -> NODES.nullNode();
        };
    }

    private JsonNode integer() throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? NODES.numberNode(parser.getBigIntegerValue())
                : NODES.numberNode(parser.getLongValue());
    }
}
