package dev.weir.local.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of settings as a user would write it, left in the run's directory to be read and copied. */
final class SettingsFile {

    private SettingsFile() {}

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the settings " + file, e);
        }
    }

    /** A path as it stands between double quotes in YAML, where a backslash would be an escape. */
    static String quotable(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
