package dev.weir.interop;

import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The images that Testcontainers needs before a test begins. Where the engine has no registry it tries for a quarter of an hour
 * to pull each, again and again, so the engine is asked first, which says at once that it cannot.
 */
final class EngineImages {
    private static final long PULLED_WITHIN_MINUTES = 5;

    private EngineImages() {}

    /** What to do about the first image that is neither there nor to be had; empty if all are, or if no engine answers. */
    static Optional<String> missing(String image) {
        if (!succeeds("docker", "info")) {
            return Optional.empty();
        }
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put(image, "make it with deploy/interop/kafka-image");
        if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            needed.put(
                    "testcontainers/ryuk:0.14.0",
                    "have Testcontainers clean up without it: TESTCONTAINERS_RYUK_DISABLED=true");
        }
        if (new File("/.dockerenv").exists() && System.getenv("TESTCONTAINERS_HOST_OVERRIDE") == null) {
            needed.put(
                    "alpine:3.17",
                    "say where the ports of containers are, since /.dockerenv is there, which may not be true:"
                            + " TESTCONTAINERS_HOST_OVERRIDE=localhost");
        }
        return needed.entrySet().stream()
                .filter(entry -> !isThere(entry.getKey()))
                .findFirst()
                .map(entry -> "the engine has no image " + entry.getKey() + " and cannot pull it; " + entry.getValue());
    }

    private static boolean isThere(String image) {
        return succeeds("docker", "image", "inspect", image) || succeeds("docker", "pull", "-q", image);
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PULLED_WITHIN_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
