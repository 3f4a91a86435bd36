package dev.weir.router.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of tokens, one a line: with two of them in it, a token can be changed without anybody being locked out. */
final class TokenFile {

    private TokenFile() {}

    /**
     * Returns the tokens as they are now.
     *
     * @throws IllegalArgumentException if there is no such file, or no token in it
     */
    static List<String> read(Path file) {
        List<String> tokens;
        try {
            tokens = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("admin.tokenFile cannot be read: " + e, e);
        }
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException(
                    "admin.tokenFile " + file + " holds no token; write one a line, or leave the key out");
        }
        return tokens;
    }
}
