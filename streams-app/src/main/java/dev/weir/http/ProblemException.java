package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.FileProblem;
import java.util.List;

/** A request that cannot be fulfilled, as an RFC 9457 problem document. */
final class ProblemException extends RuntimeException {
    private final int status;
    private final String title;
    private final transient List<FileProblem> errors;

    private ProblemException(int status, String title, String detail, List<FileProblem> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.errors = List.copyOf(errors);
    }

    static ProblemException badRequest(String detail) {
        return new ProblemException(400, "Bad request", detail, List.of());
    }

    static ProblemException badFile(List<FileProblem> errors) {
        String detail = errors.size() == 1 ? errors.get(0).toString() : errors.size() + " problems, see errors";
        return new ProblemException(400, "The rollout file cannot be accepted", detail, errors);
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(404, "Not found", detail, List.of());
    }

    static ProblemException conflict(String detail) {
        return new ProblemException(409, "Refused", detail, List.of());
    }

    static ProblemException unavailable(String detail) {
        return new ProblemException(503, "Not available", detail, List.of());
    }

    static ProblemException of(int status, String title, String detail) {
        return new ProblemException(status, title, detail, List.of());
    }

    int status() {
        return status;
    }

    ObjectNode document() {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", getMessage());
        if (!errors.isEmpty()) {
            document.set("errors", problems(errors));
        }
        return document;
    }

    /** Problems of a file as JSON: path, line (null where it does not stand in the file), message. */
    static com.fasterxml.jackson.databind.node.ArrayNode problems(List<FileProblem> problems) {
        var nodes = JsonNodeFactory.instance.arrayNode();
        problems.forEach(problem -> nodes.addObject()
                .put("path", problem.path())
                .put("line", problem.line() > 0 ? problem.line() : null)
                .put("message", problem.message()));
        return nodes;
    }
}
