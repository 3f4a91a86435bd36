package dev.weir.topic;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The names of Weir's topics on one cluster: a prefix in front of each suffix of the catalogue.
 *
 * @param prefix letters, digits, {@code .}, {@code _} and {@code -}; at most 200 characters; may be empty
 */
public record TopicNames(String prefix) {

    /** Kafka allows 249 characters in all; this leaves room for every suffix and for names derived from them. */
    private static final int MAX_LENGTH = 200;

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]*");

    /** The names of the public contract, e.g. {@code weir.routes}. */
    public static final TopicNames DEFAULT = new TopicNames("weir.");

    /** Refuses a prefix that would make a topic name Kafka does not take. */
    public TopicNames {
        Objects.requireNonNull(prefix, "prefix");
        if (!LEGAL.matcher(prefix).matches()) {
            throw new IllegalArgumentException("topic prefix \"" + prefix
                    + "\" has a character Kafka does not allow in topic names: use letters, digits, '.', '_' and '-',"
                    + " e.g. \"weir.\"");
        }
        if (prefix.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "topic prefix has " + prefix.length() + " characters: use at most " + MAX_LENGTH);
        }
    }

    /**
     * Returns the name of a topic on the cluster.
     *
     * @param topic a topic of the catalogue
     * @return prefix and suffix
     */
    public String of(Topic<?> topic) {
        return prefix + topic.suffix();
    }
}
