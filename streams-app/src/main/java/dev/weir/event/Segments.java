package dev.weir.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The attributes of a request in one canonical string, so that equal sets of attributes are equal strings:
 * {@code key=value} pairs in the order of their keys, separated by a character that no attribute needs.
 */
public final class Segments {
    /** A request without attributes. */
    public static final String NONE = "";

    /** Value of an attribute that a request does not carry. */
    public static final String UNKNOWN = "unknown";

    /** Value of an attribute with too many different values to keep apart. */
    public static final String OTHER = "other";

    private static final char SEPARATOR = '\u001f';

    private Segments() {}

    /** The canonical form of attributes. */
    public static String canonical(Map<String, String> attributes) {
        if (attributes.isEmpty()) {
            return NONE;
        }
        return new TreeMap<>(attributes)
                .entrySet().stream()
                        .map(entry -> clean(entry.getKey()).replace('=', '_') + "=" + clean(entry.getValue()))
                        .collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    /** The attributes of a canonical form. */
    public static Map<String, String> attributes(String canonical) {
        Map<String, String> attributes = new TreeMap<>();
        if (!canonical.isEmpty()) {
            for (String pair : canonical.split(String.valueOf(SEPARATOR))) {
                int end = pair.indexOf('=');
                attributes.put(pair.substring(0, end), pair.substring(end + 1));
            }
        }
        return attributes;
    }

    /** The value of one attribute, {@link #UNKNOWN} where it is missing. */
    public static String value(String canonical, String key) {
        // Asked for every count that comes, so that it makes nothing but the answer.
        int from = 0;
        while (from < canonical.length()) {
            int separator = canonical.indexOf(SEPARATOR, from);
            int end = separator < 0 ? canonical.length() : separator;
            int equals = from + key.length();
            if (equals < end && canonical.charAt(equals) == '=' && canonical.startsWith(key, from)) {
                return canonical.substring(equals + 1, end);
            }
            from = end + 1;
        }
        return UNKNOWN;
    }

    /** The attributes in question only, missing ones as {@link #UNKNOWN}. */
    public static String project(String canonical, List<String> keys) {
        if (keys.isEmpty()) {
            return NONE;
        }
        String[] sorted = keys.toArray(new String[0]);
        Arrays.sort(sorted);
        StringBuilder projected = new StringBuilder();
        for (String key : sorted) {
            if (projected.length() > 0) {
                projected.append(SEPARATOR);
            }
            projected.append(key).append('=').append(value(canonical, key));
        }
        return projected.toString();
    }

    /** The same attributes with every value replaced by {@link #OTHER}. */
    public static String others(String canonical) {
        if (canonical.isEmpty()) {
            return NONE;
        }
        return List.of(canonical.split(String.valueOf(SEPARATOR))).stream()
                .map(pair -> pair.substring(0, pair.indexOf('=') + 1) + OTHER)
                .collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    private static String clean(String text) {
        return text.replace(SEPARATOR, '_');
    }
}
