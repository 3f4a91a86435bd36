package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls a control plane as somebody, and holds each answer to the OpenAPI document. */
final class ApiCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ApiConformance API = ApiConformance.controlPlane();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    ApiCalls(URI server) {
        this.server = server;
    }

    /** An answer that is one of those in the document. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String tag() {
            return header("ETag");
        }

        /** The first value of a header; empty without one. */
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode body() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException notJson) {
                throw new AssertionError(response.body(), notJson);
            }
        }
    }

    Answer get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    /** Sends a request; an answer takes half a minute at most, which is more than any has to. */
    Answer send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Weir-User", "ada")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        API.check(response);
        return new Answer(response);
    }
}
