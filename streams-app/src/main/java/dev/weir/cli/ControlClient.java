package dev.weir.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Speaks HTTP to the control plane and turns its problem documents into messages. */
final class ControlClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Longer than the control plane waits for a decision, writing included. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final int LARGEST_PAGE = 1_000;
    private static final int UNAVAILABLE = 503;

    private final URI server;
    private final String user;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** A client of a server, as somebody; the token is null or empty where the server asks for none. */
    ControlClient(URI server, String user, String token) {
        this.server = server;
        this.user = user;
        this.token = token == null ? "" : token.strip();
    }

    /** What the control plane answered. */
    record Answer(int status, JsonNode body) {}

    Answer get(String path) throws InterruptedException {
        return send("GET", path, "application/json", "");
    }

    /** A list with all its pages, as its first page with the items of the others. */
    JsonNode all(String path, String items) throws InterruptedException {
        JsonNode first = get(path).body();
        JsonNode page = first;
        while (page.path("nextCursor").isTextual()) {
            page = get(path + "?limit=" + LARGEST_PAGE + "&cursor="
                            + part(page.path("nextCursor").asText()))
                    .body();
            first.<ArrayNode>withArray(items).addAll(page.<ArrayNode>withArray(items));
        }
        return first instanceof ObjectNode whole ? whole.putNull("nextCursor") : first;
    }

    /**
     * Sends a request.
     *
     * @throws CommandFailure if the control plane cannot be reached or answers with a problem
     */
    Answer send(String method, String path, String contentType, String body) throws InterruptedException {
        HttpRequest request = request(path)
                .timeout(ANSWER)
                .header("Content-Type", contentType)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), body(response.statusCode(), response.body()));
        } catch (IOException failure) {
            throw away(failure);
        }
    }

    /** Reads server-sent events of one kind until the taker has enough, or the control plane ends the stream. */
    void follow(String path, String kind, Predicate<JsonNode> goesOn) throws InterruptedException {
        try {
            HttpResponse<Stream<String>> response = http.send(request(path).build(), BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    body(response.statusCode(), String.join("\n", lines.toList()));
                }
                String event = "";
                for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                    String line = each.next();
                    if (line.startsWith("event: ")) {
                        event = line.substring("event: ".length());
                    } else if (line.startsWith("data: ") && event.equals(kind)) {
                        if (!goesOn.test(JSON.readTree(line.substring("data: ".length())))) {
                            return;
                        }
                    }
                }
            }
        } catch (IOException | java.io.UncheckedIOException failure) {
            throw away(failure);
        }
    }

    /** A part of a path, encoded. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        String base = server.toString().replaceFirst("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("X-Weir-User", user);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private CommandFailure away(Exception failure) {
        String reason = reason(failure);
        return CommandFailure.passing("the control plane at " + server + " cannot be reached (" + reason
                + "); start it with 'weir streams --config FILE', or name another with --server URL or WEIR_SERVER");
    }

    /** The JDK's client names the kind of its exception alone. */
    private static String reason(Exception failure) {
        if (failure instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof ConnectException) {
            return "nothing listens there";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private JsonNode body(int status, String text) {
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new CommandFailure(
                    "what answers at " + server + " is no control plane of Weir (HTTP " + status + ", not JSON)");
        }
        if (status == UNAVAILABLE) {
            throw CommandFailure.passing(problem(status, body));
        }
        if (status >= 400) {
            // A parameter of the query is an option of the command, as --limit is.
            throw body.at("/errors/0/in").asText().equals("query")
                    ? CommandFailure.misuse(problem(status, body))
                    : new CommandFailure(problem(status, body));
        }
        return body;
    }

    private static String problem(int status, JsonNode problem) {
        // One thing that is wrong is said by the detail already, but for its line in a file.
        if (problem.path("errors").isEmpty() || !problem.path("type").asText().endsWith("/bad-file")) {
            return problem.path("detail").asText("the control plane answered HTTP " + status);
        }
        StringBuilder message = new StringBuilder(problem.path("title").asText());
        for (JsonNode error : problem.path("errors")) {
            message.append(System.lineSeparator()).append("  ").append(located(error));
        }
        return message.toString();
    }

    /** A problem of a file as one line. */
    static String located(JsonNode error) {
        String line =
                error.path("line").isNull() ? "" : "line " + error.path("line").asInt() + ": ";
        return line + (error.path("path").asText() + " " + error.path("message").asText()).strip();
    }
}
