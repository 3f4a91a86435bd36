package dev.weir.http;

import dev.weir.config.NearestKey;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.TreeSet;

/** Parameters of a query, read or refused with what to write instead. */
final class Query {
    private Query() {}

    /** Refuses a query that is none, before anybody asks for a parameter of it. */
    static void check(RoutingContext context) {
        try {
            context.request().params();
        } catch (IllegalArgumentException notEncoded) {
            throw ProblemException.of(ProblemType.BAD_REQUEST, "the query cannot be read: " + notEncoded.getMessage());
        }
    }

    /**
     * Refuses parameters that a request which changes something does not have: {@code ?dryrun=true} must not start a rollout.
     * All know {@code fresh}.
     */
    static void only(RoutingContext context, String... known) {
        Set<String> all = new TreeSet<>(Set.of(known));
        all.add("fresh");
        for (String name : context.queryParams().names()) {
            if (!all.contains(name)) {
                throw ProblemException.badParameter(
                        name,
                        "is not known"
                                + NearestKey.to(name, all)
                                        .map(nearest -> "; did you mean " + nearest + "?")
                                        .orElse("; known are " + String.join(", ", all)));
            }
        }
    }

    /** Yes or no; no where nothing is said. */
    static boolean flag(RoutingContext context, String name) {
        String text = context.request().getParam(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw ProblemException.badParameter(name, "is '" + text + "'; write true or false");
        }
        return "true".equals(text);
    }

    /** A whole number. */
    static int whole(RoutingContext context, String name, int least, int byDefault) {
        String text = context.request().getParam(name);
        if (text == null) {
            return byDefault;
        }
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < least) {
            throw ProblemException.badParameter(name, "is '" + text + "'; write a whole number of at least " + least);
        }
        return Integer.parseInt(text);
    }

    /** An instant; null where nothing is said. */
    static Instant instant(RoutingContext context, String name) {
        String text = context.request().getParam(name);
        if (text == null) {
            return null;
        }
        try {
            return text.matches("\\d{1,15}")
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException noInstant) {
            throw ProblemException.badParameter(
                    name, "is '" + text + "'; write an instant like 2026-01-31T12:00:00Z, or epoch milliseconds");
        }
    }
}
