package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.config.AccessToken;
import dev.weir.config.AccessToken.Role;
import dev.weir.view.Records;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADA = "ada's secret, long enough";
    private static final String WALL = "the wall's secret, long enough";
    private static final String PLAN = Records.file("digits-v2", "v1.0", "v2.0");

    private static final ApiConformance API = ApiConformance.controlPlane();

    private final HttpClient http = HttpClient.newHttpClient();
    private RunningControlPlane running;

    @BeforeEach
    void start() {
        running = RunningControlPlane.start(
                List.of(AccessToken.of("ada", Role.OPERATOR, ADA), AccessToken.of("wall", Role.READER, WALL)));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldShowNothingWithoutAToken() throws Exception {
        HttpResponse<String> answer = send("GET", "/v1/rollouts", "", null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"weir\"");
        assertThat(problem(answer).path("detail").asText()).contains("WEIR_TOKEN");
        assertThat(send("GET", "/v1/stream", "", null).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/v1/rollouts", "", ADA + "!").statusCode()).isEqualTo(401);
    }

    @Test
    void shouldLetAReaderLookButNotAct() throws Exception {
        assertThat(send("GET", "/v1/rollouts", "", WALL).statusCode()).isEqualTo(200);

        HttpResponse<String> answer = send("PUT", "/v1/rollouts", PLAN, WALL);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(problem(answer).path("detail").asText()).startsWith("the token of wall may only look");
        assertThat(running.view().models()).isEmpty();
    }

    @Test
    void shouldSignADecisionWithTheNameOfTheTokenWhateverAHeaderClaims() throws Exception {
        HttpResponse<String> answer = send("PUT", "/v1/rollouts", PLAN, ADA, "X-Weir-User", "mallory");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(answer.body()).at("/decisions/0/issuedBy").asText())
                .isEqualTo("ada");
    }

    @Test
    void shouldSayWhoAsks() throws Exception {
        JsonNode wall = problem(send("GET", "/v1/whoami", "", WALL));

        assertThat(wall.path("name").asText()).isEqualTo("wall");
        assertThat(wall.path("role").asText()).isEqualTo("reader");
    }

    @Test
    void shouldServeProbesAndTheEmptyPageToAnybody() throws Exception {
        assertThat(send("GET", "/health/live", "", null).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/", "", null).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuseToActForAPageOfAnotherSite() throws Exception {
        HttpResponse<String> answer = send("PUT", "/v1/rollouts", PLAN, ADA, "Origin", "http://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(send(
                                "PUT",
                                "/v1/rollouts",
                                PLAN,
                                ADA,
                                "Origin",
                                running.uri().toString())
                        .statusCode())
                .isEqualTo(201);
    }

    private static JsonNode problem(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(String method, String path, String body, String token, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(running.uri().resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (!path.equals("/")) {
            API.check(response);
        }
        return response;
    }
}
