package dev.weir.http;

import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The time a list is about.
 *
 * @param since first instant of it; null for the beginning
 * @param until first instant after it; null for the end
 */
record Span(Instant since, Instant until) {
    /** The span of {@code ?since=} and {@code ?until=}. */
    static Span of(RoutingContext context) {
        Span span = new Span(Query.instant(context, "since"), Query.instant(context, "until"));
        if (span.since != null && span.until != null && !span.since.isBefore(span.until)) {
            throw ProblemException.badParameter("until", "is not after since; nothing can lie between them");
        }
        return span;
    }

    /** The items that lie in it, in their order. */
    <T> List<T> of(List<T> items, Function<T, Instant> at) {
        return items.stream()
                .filter(item -> since == null || !at.apply(item).isBefore(since))
                .filter(item -> until == null || at.apply(item).isBefore(until))
                .toList();
    }
}
