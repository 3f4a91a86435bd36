package dev.weir.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A Java of at least 21, which some components need and Weir does not. */
final class NewerJava {
    private static final List<String> VARIABLES =
            List.of("WEIR_JAVA21_HOME", "JAVA_25_HOME", "JAVA_21_HOME", "JAVA21_HOME", "JAVA_HOME");
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt/java"),
            Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"));
    private static final int LEAST = 21;

    private NewerJava() {}

    /** Its home: what the variables name, else the first in the usual places; empty if there is none. */
    static Optional<Path> home() {
        List<Path> homes = new ArrayList<>();
        for (String variable : VARIABLES) {
            String value = System.getenv(variable);
            if (value != null && !value.isBlank()) {
                homes.add(Path.of(value));
            }
        }
        homes.add(Path.of(System.getProperty("java.home")));
        for (Path place : PLACES) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> installed = Files.list(place)) {
                    installed.sorted().forEach(homes::add);
                } catch (IOException unreadable) {
                    // Another place may have one.
                }
            }
        }
        return homes.stream().filter(home -> version(home) >= LEAST).findFirst();
    }

    /** The feature version by the file every JDK since 9 has; 0 where it cannot be told. */
    private static int version(Path home) {
        Properties release = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
            String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
            return Integer.parseInt(version.split("[.+-]")[0]);
        } catch (IOException | NumberFormatException noJdk) {
            return 0;
        }
    }
}
