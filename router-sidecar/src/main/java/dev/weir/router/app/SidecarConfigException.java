package dev.weir.router.app;

import java.util.List;

/** The configuration cannot be used; each problem says where it is wrong and what to write instead. */
public final class SidecarConfigException extends RuntimeException {

    private final transient List<String> problems;

    SidecarConfigException(String problem) {
        this(List.of(problem));
    }

    SidecarConfigException(String problem, Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    SidecarConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns what is wrong, each by itself; at least one. */
    public List<String> problems() {
        return problems;
    }
}
