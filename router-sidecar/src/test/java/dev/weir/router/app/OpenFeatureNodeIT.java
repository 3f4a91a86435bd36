package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenFeature's SDKs for Node and for pages, with their OFREP providers, against a running sidecar. Needs node, npm and a
 * registry to install them from; without these it is skipped, and says so.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OpenFeatureNodeIT {

    private static final Path SOURCES = Path.of("src/test/npm");
    private static final Path INSTALLED = Path.of("target/npm");

    @TempDir
    private static Path directory;

    private static LiveSidecar sidecar;

    @BeforeAll
    static void start() throws Exception {
        install();
        sidecar = new LiveSidecar(directory);
        sidecar.publish(LiveSidecar.table("sentiment", 7, 2_500).build());
        sidecar.publish(LiveSidecar.table("watched", 1, 0).build());
    }

    @AfterAll
    static void stop() {
        if (sidecar != null) {
            sidecar.close();
        }
    }

    @Test
    void shouldAnswerTheServiceSdk() throws Exception {
        Process node = node("server.mjs");
        List<JsonObject> shown;
        try (BufferedReader lines = node.inputReader()) {
            shown = lines.lines().map(JsonObject::new).toList();
        }
        assertThat(node.waitFor()).isZero();
        assertThat(shown)
                .containsExactly(
                        new JsonObject(
                                """
                                {"value": "v2.0", "reason": "SPLIT", "variant": "candidate", "revision": 7}"""),
                        new JsonObject(
                                """
                                {"value": "v1.0", "reason": "SPLIT", "variant": "baseline", "revision": 7}"""),
                        new JsonObject(
                                """
                                {"value": "v2.0", "reason": "TARGETING_MATCH", "variant": "candidate", "revision": 7}"""),
                        new JsonObject(
                                """
                                {"value": "in-code", "reason": "ERROR", "errorCode": "TARGETING_KEY_MISSING"}"""),
                        new JsonObject(
                                """
                                {"value": "in-code", "reason": "ERROR", "errorCode": "FLAG_NOT_FOUND"}"""));
    }

    @Test
    void shouldHaveThePageSdkFetchAnewWhenATableChanges() throws Exception {
        Process node = node("web.mjs");
        try (BufferedReader lines = node.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("v1.0");
            // Again and again, since the page may not listen yet when the first change comes.
            List<String> rest = new ArrayList<>();
            for (long revision = 2; !lines.ready() && node.isAlive(); revision++) {
                sidecar.publish(LiveSidecar.table("watched", revision, 10_000).build());
            }
            lines.lines().forEach(rest::add);
            assertThat(rest).hasSize(2);
            assertThat(rest.get(0)).isEqualTo("v2.0");
            JsonObject told = new JsonObject(rest.get(1));
            assertThat(told.getJsonArray("flagsChanged")).contains("watched");
            assertThat(told.getJsonArray("statuses")).allMatch(status -> (int) status == 200 || (int) status == 304);
        }
        assertThat(node.waitFor()).isZero();
    }

    private static Process node(String script) throws IOException {
        return new ProcessBuilder("node", script, sidecar.address())
                .directory(INSTALLED.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void install() throws Exception {
        Files.createDirectories(INSTALLED);
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                Files.copy(source, INSTALLED.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        skipUnless("there is no node", "node", "--version");
        skipUnless(
                "npm could not install OpenFeature's packages",
                "npm",
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--prefer-offline");
    }

    private static void skipUnless(String reason, String... command) throws InterruptedException {
        String said;
        try {
            Process process = new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() == 0) {
                return;
            }
        } catch (IOException e) {
            said = e.toString();
        }
        String skipped = "SKIPPED: OpenFeature's Node clients were not tried, because " + reason + ": " + said.strip();
        System.err.println(skipped);
        Assumptions.abort(skipped);
    }
}
