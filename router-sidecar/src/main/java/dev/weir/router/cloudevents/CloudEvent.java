package dev.weir.router.cloudevents;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A CloudEvent, whichever way it came.
 *
 * @param attributes context attributes and extensions by their names in lower case; {@code datacontenttype} among them
 * @param data       payload, empty where there is none
 */
record CloudEvent(Map<String, String> attributes, byte[] data) {

    private static final String HEADER_PREFIX = "ce-";

    /**
     * Returns the event of a request in binary mode.
     *
     * @param headers headers of the request by their names in lower case
     * @param body    body of the request
     */
    static CloudEvent ofBinary(Map<String, String> headers, byte[] body) {
        Map<String, String> attributes = new HashMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(HEADER_PREFIX)) {
                attributes.put(name.substring(HEADER_PREFIX.length()), decoded(value));
            }
        });
        String contentType = headers.get("content-type");
        if (contentType != null) {
            attributes.put("datacontenttype", contentType);
        }
        return new CloudEvent(attributes, body);
    }

    /**
     * Returns the event that a JSON document is (CloudEvents 1.0, JSON event format).
     *
     * @throws RefusedException if it is no object, or its {@code data_base64} is not base64
     */
    static CloudEvent ofDocument(JsonNode document) throws RefusedException {
        if (!document.isObject()) {
            throw new RefusedException("it is no JSON object; write {\"specversion\": \"1.0\", \"id\": ...}");
        }
        Map<String, String> attributes = new HashMap<>();
        document.properties().forEach(field -> {
            if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                attributes.put(
                        field.getKey().toLowerCase(Locale.ROOT),
                        field.getValue().asText());
            }
        });
        byte[] data = data(document);
        attributes.remove("data");
        attributes.remove("data_base64");
        return new CloudEvent(attributes, data);
    }

    private static byte[] data(JsonNode document) throws RefusedException {
        JsonNode packed = document.get("data_base64");
        if (packed != null && !packed.isNull()) {
            try {
                return Base64.getDecoder().decode(packed.asText());
            } catch (IllegalArgumentException e) {
                throw new RefusedException("data_base64 is not base64 (RFC 4648, section 4)");
            }
        }
        JsonNode data = document.path("data");
        if (data.isMissingNode() || data.isNull()) {
            return new byte[0];
        }
        String type = document.path("datacontenttype").asText("application/json");
        return (data.isTextual() && !MediaTypes.isJson(type) ? data.textValue() : data.toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Headers have what is not printable ASCII as percent and hex (CloudEvents 1.0, HTTP binding, 3.1.3.2). */
    private static String decoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            boolean isEncoded = encoded[i] == '%' && high >= 0 && low >= 0;
            bytes.write(isEncoded ? high * 16 + low : encoded[i]);
            i += isEncoded ? 2 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Returns an attribute, null where it is missing or blank. */
    String attribute(String name) {
        String value = attributes.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
