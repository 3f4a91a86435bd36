package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.ApiConformance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks a sidecar's admin port for everything it has, and for what it has not, and holds it to its OpenAPI document. */
final class SidecarAnswers {
    private static final ApiConformance API = ApiConformance.to("/openapi/sidecar.yaml");
    private static final String CONTEXT = "{\"context\": {\"targetingKey\": \"user-1\", \"user_type\": \"free\"}}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String admin;
    private final String model;

    private SidecarAnswers(String admin, String model) {
        this.admin = admin;
        this.model = model;
    }

    /** Fails unless all answers of a sidecar that has a table of the model are as its document says. */
    static void check(String admin, String model) throws Exception {
        assertThat(API.faults()).isEmpty();
        new SidecarAnswers(admin, model).ask();
    }

    private void ask() throws Exception {
        String asked = "?model=" + model + "&unit=user-1&segment.user_type=free";
        assertThat(send("GET", "/v1/decide" + asked, "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/decide", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/v1/decide?model=nobody", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/explain" + asked, "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/explain?model=nobody", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/routes", "").body()).contains("\"model\":\"" + model + "\"");
        for (String path : new String[] {"/health/live", "/health/ready", "/health", "/metrics", "/v1/openapi.json"}) {
            assertThat(send("GET", path, "").statusCode()).as(path).isEqualTo(200);
        }
        String flags = "/ofrep/v1/evaluate/flags";
        assertThat(send("POST", flags + "/" + model, CONTEXT).statusCode()).isEqualTo(200);
        assertThat(send("POST", flags + "/" + model, "[]").statusCode()).isEqualTo(400);
        assertThat(send("POST", flags + "/nobody", CONTEXT).statusCode()).isEqualTo(404);
        HttpResponse<String> all = send("POST", flags, CONTEXT);
        assertThat(all.statusCode()).isEqualTo(200);
        String tag = all.headers().firstValue("ETag").orElseThrow();
        assertThat(send("POST", flags, CONTEXT, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(send("POST", flags, CONTEXT, "Content-Type", "text/html").statusCode())
                .isEqualTo(415);
        assertThat(send("POST", "/v1/cloudevents", "nonsense").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/nowhere", "").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(admin + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        API.check(response);
        return response;
    }
}
