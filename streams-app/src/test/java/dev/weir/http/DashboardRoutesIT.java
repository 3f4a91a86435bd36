package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardRoutesIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private RunningControlPlane running;

    @BeforeEach
    void start() {
        running = RunningControlPlane.start();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/dashboard/weir.css, text/css",
        "/dashboard/app.js, text/javascript",
        "/libraries/preact/preact.module.js, text/javascript",
        "/libraries/uplot/uPlot.iife.min.js, text/javascript",
        "/libraries/uplot/uPlot.min.css, text/css"
    })
    void shouldServeTheDashboardAndWhatItStandsOn(String path, String type) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(answer.body()).isNotBlank();
    }

    @Test
    void shouldLetNothingRunThatStandsInThePage() throws Exception {
        String policy = get("/").headers().firstValue("Content-Security-Policy").orElse("");

        assertThat(policy).contains("default-src 'none'", "script-src 'self'").doesNotContain("unsafe");
        assertThat(get("/").body()).doesNotContain("style=", "onclick", "<script>");
    }

    @ParameterizedTest
    @CsvSource({"/dashboard/nothing.js", "/dashboard/../logback.xml", "/dashboard/%2e%2e/logback.xml", "/libraries/"})
    void shouldServeNothingElseOfTheClassPath(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(java.net.URI.create(running.uri() + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
