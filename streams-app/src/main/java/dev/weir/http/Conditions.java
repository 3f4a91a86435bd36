package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code If-Match} and {@code If-None-Match} of a request (RFC 9110, section 13.1). */
final class Conditions {
    private static final String MATCH = "If-Match";
    private static final String NONE_MATCH = "If-None-Match";
    private static final String ANY = "*";
    private static final Pattern TAGS = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)");

    private Conditions() {}

    private record Asked(boolean weak, String tag) {}

    /** Whether a request has any, so that it must not be answered from a view that may be behind. */
    static boolean any(RoutingContext context) {
        return context.request().getHeader(MATCH) != null || context.request().getHeader(NONE_MATCH) != null;
    }

    /** Whether a reader has this very content already. */
    static boolean isKnown(RoutingContext context, Tag tag) {
        String header = context.request().getHeader(NONE_MATCH);
        return header != null
                && (header.strip().equals(ANY)
                        || tags(NONE_MATCH, header).stream().anyMatch(asked -> asked.tag.equals(tag.value())));
    }

    /**
     * Lets a writer pass whose conditions hold.
     *
     * @param tag     tag of what is there; null if nothing is
     * @param current what is there, for the problem document
     * @throws ProblemException 412 if a condition does not hold, 400 if one cannot be read
     */
    static void check(RoutingContext context, Tag tag, JsonNode current) {
        Predicate<Asked> same = asked -> tag != null && tag.isEditionOf(asked.tag);
        String match = context.request().getHeader(MATCH);
        if (match != null) {
            boolean holds = match.strip().equals(ANY)
                    ? tag != null
                    : tags(MATCH, match).stream().filter(asked -> !asked.weak).anyMatch(same);
            if (!holds) {
                throw changed(context, MATCH + " is " + match, tag, current);
            }
        }
        String none = context.request().getHeader(NONE_MATCH);
        if (none != null) {
            boolean holds = none.strip().equals(ANY)
                    ? tag == null
                    : tags(NONE_MATCH, none).stream().noneMatch(same);
            if (!holds) {
                throw changed(context, NONE_MATCH + " is " + none, tag, current);
            }
        }
    }

    /** The problem of somebody who is too late; the answer tells the tag of what is there. */
    static ProblemException changed(RoutingContext context, String condition, Tag tag, JsonNode current) {
        if (tag != null) {
            context.response().putHeader("ETag", tag.quoted());
        }
        return ProblemException.changed(
                condition + (tag == null ? ", and there is nothing here" : ", and what is here is " + tag.quoted())
                        + "; nothing was done: look at what is there now, then try again",
                current);
    }

    private static List<Asked> tags(String name, String header) {
        List<Asked> tags = new ArrayList<>();
        Matcher each = TAGS.matcher(header);
        int end = 0;
        while (end < header.length() && each.find(end) && each.start() == end) {
            tags.add(new Asked(each.group(1) != null, each.group(2)));
            end = each.end();
        }
        if (end < header.length() || tags.isEmpty()) {
            throw ProblemException.badHeader(
                    ProblemType.BAD_REQUEST,
                    name,
                    "is " + header
                            + "; write the ETag of an answer with its quotes, several with commas between, or *");
        }
        return tags;
    }
}
