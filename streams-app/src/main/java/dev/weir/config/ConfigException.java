package dev.weir.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
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

    /** Why a file cannot be read, in words: the JDK says the file's name only where there is none. */
    public static String reason(IOException unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (unreadable instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (unreadable instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        if ("is a directory".equalsIgnoreCase(unreadable.getMessage())) {
            return "it is a directory";
        }
        return unreadable.getMessage() == null ? unreadable.getClass().getSimpleName() : unreadable.getMessage();
    }
}
