package dev.weir.router.app;

import dev.weir.router.http.StrictHttp;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts a sidecar that reaches no Kafka, lets a few requests through it and ends it: run with {@code
 * -XX:ArchiveClassesAtExit} it leaves the archive of classes by which the next start is quick.
 */
public final class SidecarRehearsal {

    private static final int REQUESTS = 20;

    private SidecarRehearsal() {}

    /** Rehearses; needs no arguments and leaves nothing but what the JVM writes at its end. */
    public static void main(String[] args) throws Exception {
        // Nothing that is said here is of anybody's interest, least of all that Kafka is away.
        LogSetup.apply(new LogSettings(LogSettings.Format.TEXT, org.slf4j.event.Level.ERROR));
        RehearsedClasses.load();
        Path directory = Files.createTempDirectory("weir-rehearsal");
        Vertx vertx = StrictHttp.vertx(new VertxOptions());
        try {
            HttpServer variant = vertx.createHttpServer(
                            new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                    .requestHandler(request -> request.response().end("{\"outputs\":[]}"))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            rehearse(directory, variant.actualPort());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            delete(directory);
        }
        System.exit(0);
    }

    private static void rehearse(Path directory, int variantPort) throws IOException {
        SidecarConfig config = SidecarConfig.parse(
                """
                sidecar: { id: rehearsal, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s", drainTimeout: 10ms }
                kafka: { bootstrap.servers: "127.0.0.1:1", weir.publisher.close.ms: 10 }
                schemaRegistry: { url: "http://127.0.0.1:1" }
                models: { m: { unit: "header:X-User-Id", variants: { v1: "http://127.0.0.1:%d" } } }
                """
                        .formatted(directory.toString().replace("\\", "\\\\"), variantPort),
                "rehearsal");
        try (Sidecar sidecar = Sidecar.start(config)) {
            for (int i = 0; i < REQUESTS; i++) {
                ask(sidecar.proxyPort(), "/v2/models/m/infer", "{}");
                ask(sidecar.adminPort(), "/v1/decide?model=m&unit=u" + i, null);
            }
            for (String path : List.of("/health/live", "/health/ready", "/routes", "/metrics")) {
                ask(sidecar.adminPort(), path, null);
            }
        }
    }

    private static void ask(int port, String path, String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        connection.getResponseCode();
        connection.disconnect();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
