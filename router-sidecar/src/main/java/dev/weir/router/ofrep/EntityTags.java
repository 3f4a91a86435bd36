package dev.weir.router.ofrep;

import java.util.Arrays;

/** Compares entity tags as clients send them: with quotes or without, weak or strong. */
final class EntityTags {

    private EntityTags() {}

    /** Returns whether a header {@code If-None-Match} names a tag; a null header names none, and {@code *} neither. */
    static boolean names(String header, String tag) {
        return header != null && Arrays.stream(header.split(",")).anyMatch(sent -> same(sent, tag));
    }

    /** Returns whether two tags are the same but for quotes and weakness. */
    static boolean same(String first, String second) {
        return bare(first).equals(bare(second));
    }

    /** Returns a tag without quotes and weakness. */
    static String bare(String tag) {
        String text = tag.strip();
        text = text.startsWith("W/") ? text.substring(2) : text;
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
