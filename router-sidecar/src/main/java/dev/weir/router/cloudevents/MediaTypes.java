package dev.weir.router.cloudevents;

import java.util.Locale;

/** Media types as headers write them, with or without parameters. */
final class MediaTypes {

    private MediaTypes() {}

    /** Returns the type without its parameters, in lower case; empty for null. */
    static String bare(String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Returns whether content of this type is JSON. */
    static boolean isJson(String contentType) {
        String type = bare(contentType);
        return type.equals("application/json") || type.endsWith("+json");
    }
}
