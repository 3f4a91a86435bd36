package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A strong entity tag. It follows from what the topics say and from nothing else, so that every instance gives the same
 * one for the same state.
 *
 * <p>The tag of a rollout has two parts, {@code edition.content}: the second changes with every verdict, the first only
 * with what people decide by. Whether something is still as it was seen goes by the first, whether there is anything new
 * to read by both.
 *
 * @param value the tag without its quotes
 */
record Tag(String value) {
    private static final int BYTES = 8;

    /** The tag of content whose every change counts. */
    static Tag of(JsonNode content) {
        return new Tag(hash(content));
    }

    /** The tag of content of which only the edition is what a writer has to have seen. */
    static Tag of(String edition, JsonNode content) {
        return new Tag(edition + "." + hash(content));
    }

    /** As it stands in a header. */
    String quoted() {
        return '"' + value + '"';
    }

    /** Whether another tag, without quotes, is of the same edition. */
    boolean isEditionOf(String other) {
        return edition(value).equals(edition(other));
    }

    private static String edition(String tag) {
        int dot = tag.indexOf('.');
        return dot < 0 ? tag : tag.substring(0, dot);
    }

    private static String hash(JsonNode content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(content.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
