package dev.weir.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that the program refuses to start with; the message lists everything that is wrong. */
public final class ConfigException extends RuntimeException {
    private final transient List<FileProblem> problems;

    ConfigException(String source, List<FileProblem> problems) {
        super(problems.stream().map(problem -> source + ": " + problem).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong. */
    public List<FileProblem> problems() {
        return problems;
    }
}
