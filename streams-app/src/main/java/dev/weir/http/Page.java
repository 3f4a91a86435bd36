package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One page of a list. A cursor names the last item that was given, by rank and id: what is added before it is not seen on
 * later pages, and no item is given twice. An item that is no longer kept is passed by its rank.
 *
 * @param rank what the list is ordered by, the largest first
 * @param id   what tells items of the same rank apart
 */
record Page<T>(ToDoubleFunction<T> rank, Function<T, String> id) {
    static final int DEFAULT_LIMIT = 100;
    static final int LARGEST_LIMIT = 1_000;

    private record Cursor(double rank, String id) {}

    /** A list in the order of its names. */
    static <T> Page<T> byName(Function<T, String> name) {
        return new Page<>(item -> 0, name);
    }

    /** The page a request asks for; the Link to the next one goes into the answer's header. */
    ObjectNode of(RoutingContext context, String name, List<T> items, Function<T, ? extends JsonNode> render) {
        return of(context, name, items, render, DEFAULT_LIMIT, LARGEST_LIMIT);
    }

    ObjectNode of(
            RoutingContext context,
            String name,
            List<T> items,
            Function<T, ? extends JsonNode> render,
            int byDefault,
            int largest) {
        int limit = Math.min(largest, Query.whole(context, "limit", 1, byDefault));
        int from = start(context, items);
        int to = Math.min(items.size(), from + limit);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = body.putArray(name);
        items.subList(from, to).forEach(item -> nodes.add(render.apply(item)));
        String next = to < items.size() && to > from ? cursor(items.get(to - 1)) : null;
        if (next != null) {
            context.response().putHeader("Link", "<" + link(context, next) + ">; rel=\"next\"");
        }
        return body.put("total", items.size()).put("nextCursor", next);
    }

    private int start(RoutingContext context, List<T> items) {
        String text = context.request().getParam("cursor");
        if (text == null) {
            return Math.min(items.size(), Query.whole(context, "offset", 0, 0));
        }
        Cursor cursor = cursor(text);
        for (int i = 0; i < items.size(); i++) {
            if (id.apply(items.get(i)).equals(cursor.id)) {
                return i + 1;
            }
        }
        for (int i = 0; i < items.size(); i++) {
            double itsRank = rank.applyAsDouble(items.get(i));
            if (itsRank < cursor.rank
                    || itsRank == cursor.rank && id.apply(items.get(i)).compareTo(cursor.id) > 0) {
                return i;
            }
        }
        return items.size();
    }

    private String cursor(T item) {
        String text = rank.applyAsDouble(item) + "\n" + id.apply(item);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Cursor cursor(String text) {
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int line = decoded.indexOf('\n');
            return new Cursor(Double.parseDouble(decoded.substring(0, Math.max(0, line))), decoded.substring(line + 1));
        } catch (IllegalArgumentException notOurs) {
            throw ProblemException.badParameter(
                    "cursor", "is none that this list gave; follow the Link of a page, or leave it out to begin");
        }
    }

    private static String link(RoutingContext context, String cursor) {
        StringJoiner query = new StringJoiner("&");
        for (Map.Entry<String, String> parameter : context.queryParams()) {
            if (!parameter.getKey().equals("cursor") && !parameter.getKey().equals("offset")) {
                query.add(encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()));
            }
        }
        return context.request().path() + "?" + query.add("cursor=" + cursor);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
