package dev.weir.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.broker.HeldPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real Prometheus with Weir's configuration and rules, which looks every second instead of every fifteen. */
final class Prometheus implements AutoCloseable {
    private static final Path SHIPPED = Path.of("..", "..", "deploy", "prometheus");

    private static final long SPAN_SECONDS = 600;

    private final Process process;
    private final HeldPort port;
    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Process process, HeldPort port) {
        this.process = process;
        this.port = port;
        this.url = "http://127.0.0.1:" + port.number();
    }

    /** Starts one that scrapes a control plane and sidecars; null where there is no Prometheus. */
    static Prometheus start(Path directory, String controlPlane, List<String> sidecars) throws IOException {
        if (!Tools.has("prometheus")) {
            return null;
        }
        Path home = Files.createDirectories(directory.resolve("prometheus"));
        Files.createDirectories(home.resolve("rules"));
        Files.createDirectories(home.resolve("targets"));
        Files.copy(SHIPPED.resolve("rules/weir.yml"), home.resolve("rules/weir.yml"));
        Files.writeString(
                home.resolve("prometheus.yml"),
                Files.readString(SHIPPED.resolve("prometheus.yml")).replace("15s", "1s"));
        targets(home.resolve("targets/streams.json"), List.of(controlPlane));
        targets(home.resolve("targets/sidecars.json"), sidecars);
        HeldPort port = HeldPort.take();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + home.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + home.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port.number())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("prometheus.log").toFile())
                .start();
        return new Prometheus(process, port);
    }

    private static void targets(Path file, List<String> urls) throws IOException {
        Files.writeString(
                file,
                urls.stream()
                        .map(url -> '"' + url.replace("http://", "") + '"')
                        .collect(Collectors.joining(", ", "[{ \"targets\": [", "] }]")));
    }

    /** The server, or the test is skipped. */
    static Prometheus required(Prometheus started) {
        Tools.required("prometheus", "the dashboards", "install prometheus");
        return started;
    }

    /** Whether an expression has had a value that is a number in the last ten minutes. */
    boolean hasData(String expression) {
        long now = Instant.now().getEpochSecond();
        JsonNode answer = get("/api/v1/query_range?start=" + (now - SPAN_SECONDS) + "&end=" + now + "&step=2&query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalArgumentException(expression + ": " + answer);
        }
        for (JsonNode series : answer.at("/data/result")) {
            for (JsonNode sample : series.path("values")) {
                if (!sample.path(1).asText().equals("NaN")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The alert rules with their health, once each has been evaluated. */
    List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : get("/api/v1/rules").at("/data/groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules.stream().anyMatch(rule -> rule.path("health").asText().equals("unknown")) ? List.of() : rules;
    }

    private JsonNode get(String path) {
        try {
            return new ObjectMapper()
                    .readTree(http.send(
                                    HttpRequest.newBuilder(URI.create(url + path))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
