package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.FileProblem;
import java.util.List;

/** A request that cannot be fulfilled, as an RFC 9457 problem document. */
final class ProblemException extends RuntimeException {
    private final ProblemType type;
    private final transient List<Fault> faults;
    private final transient JsonNode current;

    private ProblemException(ProblemType type, String detail, List<Fault> faults, JsonNode current) {
        super(detail, null, false, false);
        this.type = type;
        this.faults = List.copyOf(faults);
        this.current = current;
    }

    static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(type, detail, List.of(), null);
    }

    static ProblemException badFile(List<FileProblem> problems) {
        String detail = problems.size() == 1 ? problems.get(0).toString() : problems.size() + " problems, see errors";
        return new ProblemException(
                ProblemType.BAD_FILE, detail, problems.stream().map(Fault::of).toList(), null);
    }

    /** The body as a whole, which a parser stumbled over at a line; 0 where there is none. */
    static ProblemException badBody(String detail, int line) {
        return with(ProblemType.BAD_REQUEST, detail, new Fault("body", "", "", line, detail));
    }

    /** A field of the JSON object in the body; the message is a predicate of its name. */
    static ProblemException badField(String name, String message) {
        return badField(ProblemType.BAD_REQUEST, name, message);
    }

    static ProblemException badField(ProblemType type, String name, String message) {
        return with(type, name + " " + message, new Fault("body", "/" + pointed(name), name, 0, message));
    }

    /** A parameter of the query. */
    static ProblemException badParameter(String name, String message) {
        return with(ProblemType.BAD_REQUEST, name + " " + message, new Fault("query", name, name, 0, message));
    }

    static ProblemException badHeader(ProblemType type, String name, String message) {
        return with(type, name + " " + message, new Fault("header", name, name, 0, message));
    }

    /** A part of the path. */
    static ProblemException badPart(String name, String message) {
        return with(ProblemType.UNPROCESSABLE, name + " " + message, new Fault("path", name, name, 0, message));
    }

    static ProblemException notFound(String detail) {
        return of(ProblemType.NOT_FOUND, detail);
    }

    /** What was asked, as method and path, of a path that takes other methods. */
    static ProblemException notTaken(String asked, String allowed) {
        return of(ProblemType.METHOD_NOT_ALLOWED, "there is no " + asked + "; this path takes " + allowed);
    }

    static ProblemException conflict(String detail) {
        return of(ProblemType.REFUSED, detail);
    }

    /** A condition of the request does not hold; says what is there now. */
    static ProblemException changed(String detail, JsonNode current) {
        return new ProblemException(ProblemType.CHANGED, detail, List.of(), current);
    }

    static ProblemException unavailable(String detail) {
        return of(ProblemType.UNAVAILABLE, detail);
    }

    private static ProblemException with(ProblemType type, String detail, Fault fault) {
        return new ProblemException(type, detail, List.of(fault), null);
    }

    /** A name as a token of a JSON pointer (RFC 6901). */
    private static String pointed(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    ProblemType type() {
        return type;
    }

    /** The document; the instance is the path that was asked for, null where there is none. */
    ObjectNode document(String instance) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("type", type.uri())
                .put("title", type.title())
                .put("status", type.status())
                .put("detail", getMessage());
        if (instance != null) {
            document.put("instance", instance);
        }
        if (!faults.isEmpty()) {
            ArrayNode errors = document.putArray("errors");
            faults.forEach(fault -> errors.add(fault.document()));
        }
        if (current != null) {
            document.set("current", current);
        }
        return document;
    }

    /** What a writer of a file should know although it was accepted, in the form of errors. */
    static ArrayNode problems(List<FileProblem> problems) {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        problems.forEach(problem -> nodes.add(Fault.of(problem).document()));
        return nodes;
    }
}
