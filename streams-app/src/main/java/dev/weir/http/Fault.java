package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.FileProblem;

/**
 * One thing that is wrong with a request.
 *
 * @param in      where it stands: body, query, header or path
 * @param field   a JSON pointer into the body, else the name of the parameter or header
 * @param path    the place as people write it, e.g. {@code spec.stages[2].weight}
 * @param line    line of the body, from 1; 0 where it is not known
 * @param message what is wrong and what to write instead, as a predicate of the path
 */
record Fault(String in, String field, String path, int line, String message) {
    static Fault of(FileProblem problem) {
        return new Fault("body", problem.pointer(), problem.path(), problem.line(), problem.message());
    }

    ObjectNode document() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("in", in)
                .put("field", field)
                .put("path", path)
                .put("line", line > 0 ? line : null)
                .put("message", message);
    }
}
