package dev.weir.interop;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real Apicurio Registry server, with its database in memory, in a process of its own. */
final class ApicurioRegistry implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(120);

    private final Process process;
    private final int port;

    private ApicurioRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the server that the build unpacked; skips the test where there is none, or no Java to run it. */
    static ApicurioRegistry start(Path log) throws IOException {
        String home = System.getProperty("weir.apicurio.home", "");
        if (home.isEmpty()) {
            throw Missing.skip(
                    "Apicurio Registry",
                    "its server (160 MB) is fetched by the profile real-registries only: mvn verify -Preal-registries");
        }
        Path java = NewerJava.home()
                .orElseThrow(() -> Missing.skip(
                        "Apicurio Registry", "its server needs Java 21: name the home of one in WEIR_JAVA21_HOME"));
        int port;
        int management;
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            port = first.getLocalPort();
            management = second.getLocalPort();
        }
        Process process = new ProcessBuilder(List.of(
                        java.resolve("bin").resolve("java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=" + management,
                        "-Dapicurio.storage.kind=sql",
                        "-Dapicurio.storage.sql.kind=h2",
                        "-Dapicurio.datasource.url=jdbc:h2:mem:registry",
                        "-jar",
                        "quarkus-run.jar"))
                .directory(Path.of(home).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ApicurioRegistry registry = new ApicurioRegistry(process, port);
        try {
            Awaitility.await("Apicurio Registry answers, see " + log)
                    .atMost(STARTS_WITHIN)
                    .until(registry::answers);
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
        return registry;
    }

    /** Where it speaks the API of Confluent's registry. */
    String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    private boolean answers() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("Apicurio Registry ended with exit code " + process.exitValue());
        }
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url() + "/subjects")).build();
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
