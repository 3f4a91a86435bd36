package dev.weir.config;

/**
 * Something in a file that cannot be accepted, or that its writer should know.
 *
 * @param path    place in the file, e.g. {@code spec.stages[2].weight}; empty for the file as a whole
 * @param line    line of that place, from 1; 0 where it does not stand in the file
 * @param message what is wrong and what to write instead, as a predicate of the path
 */
public record FileProblem(String path, int line, String message) {
    /** The place as a JSON pointer (RFC 6901), e.g. {@code /spec/stages/2/weight}; empty for the file as a whole. */
    public String pointer() {
        return path.isEmpty()
                ? ""
                : "/"
                        + path.replace("~", "~0")
                                .replace("/", "~1")
                                .replace(".", "/")
                                .replace("[", "/")
                                .replace("]", "");
    }

    @Override
    public String toString() {
        String place = path.isEmpty() ? message : path + " " + message;
        return line > 0 ? "line " + line + ": " + place : place;
    }
}
