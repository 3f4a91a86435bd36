package dev.weir.router.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes that a sidecar loads only once it has reached Kafka, which a rehearsal without Kafka has to ask for by name: a
 * fifth of the time to ready was spent on finding and checking them in their jars.
 */
final class RehearsedClasses {

    private static final String NAMES = "rehearsal-classes.txt";

    /** Whose static parts are worth running too: the tables of errors and of protocol versions make lambdas by the hundred. */
    private static final String RUN = "org.apache.kafka.common.";

    private RehearsedClasses() {}

    /** Loads them all; returns those of which there are none. */
    static List<String> load() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String name : names()) {
            try {
                Class.forName(name, name.startsWith(RUN), RehearsedClasses.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                // Of another version of a library or of Java: it will be loaded from where it is, if at all.
                missing.add(name);
            }
        }
        return missing;
    }

    private static List<String> names() throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(RehearsedClasses.class.getResourceAsStream(NAMES), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
