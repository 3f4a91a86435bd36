package dev.weir.router.admin;

import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A request as the query of a URL describes it.
 *
 * @param model     logical endpoint
 * @param unit      what traffic sticks by, or null
 * @param requestId id of the request; a new one where the query has none
 * @param segments  attributes
 */
record DecisionQuery(String model, String unit, String requestId, Map<String, String> segments) {

    private static final String SEGMENT = "segment.";
    private static final String PARAMETERS = "the parameters are model, unit, requestId and segment.NAME";

    /** A query that cannot be answered; the message says what to write instead. */
    static final class RefusedException extends Exception {
        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Reads a query.
     *
     * @param path  path it belongs to, for the message
     * @param query parameters
     * @throws RefusedException if the model is missing, a parameter comes twice, or is none of them
     */
    static DecisionQuery of(String path, MultiMap query) throws RefusedException {
        String model = null;
        String unit = null;
        String requestId = null;
        Map<String, String> segments = new HashMap<>();
        for (String name : query.names()) {
            String value = single(query, name);
            switch (name) {
                case "model" -> model = value;
                case "unit" -> unit = value;
                case "requestId" -> requestId = value;
                default -> segments.put(attribute(name), value);
            }
        }
        if (model == null || model.isBlank()) {
            throw new RefusedException(
                    "the parameter model is missing: ask " + path + "?model=MODEL&unit=UNIT&segment.NAME=VALUE");
        }
        return new DecisionQuery(
                model,
                unit == null || unit.isBlank() ? null : unit,
                requestId == null || requestId.isBlank() ? UUID.randomUUID().toString() : requestId,
                segments);
    }

    private static String single(MultiMap query, String name) throws RefusedException {
        if (query.getAll(name).size() > 1) {
            throw new RefusedException("the parameter " + name + " comes more than once; write it once");
        }
        return query.get(name);
    }

    private static String attribute(String name) throws RefusedException {
        if (!name.startsWith(SEGMENT)) {
            throw new RefusedException("no parameter " + name + "; " + PARAMETERS
                    + ", so an attribute is written segment." + (name.isBlank() ? "NAME" : name) + "=VALUE");
        }
        if (name.length() == SEGMENT.length()) {
            throw new RefusedException("the parameter segment. names no attribute; write segment.NAME=VALUE");
        }
        return name.substring(SEGMENT.length());
    }
}
