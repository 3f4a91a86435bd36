package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.http.Browser;
import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.publish.EventPublisher;
import dev.weir.topic.TopicNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, in front of everything that is real: broker, judge, sidecars, models and load. */
class DashboardIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final int UNITS = 200;
    private static final String PLAN =
            """
            apiVersion: weir.dev/v1
            kind: Rollout
            metadata: { name: seen-in-a-browser }
            spec:
              model: digits
              baseline: v1.0
              candidate: v2.0
              baselineCollection: { minDuration: 3s, minSamples: 60 }
              stages:
                - { name: canary-25, weight: 25, minDuration: 30m }
                - { name: full, weight: 100, minDuration: 30m }
              timeout: 2s
              evidenceUnit: request
              override: { skippedStages: "only a page is looked at" }
            """;

    @TempDir
    private static Path directory;

    private static Browser browser;
    private static Platform platform;
    private static Programs programs;
    private static EventPublisher outcomes;
    private static LoadGenerator load;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        browser = Browser.start();
        Digits digits = Digits.load();
        platform = Platform.start(directory, DigitVariants.train(digits));
        programs = Programs.start(platform, directory, DigitVariants.MODEL);
        await().atMost(LIMIT).until(programs::ready);
        outcomes = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
        load = LoadGenerator.start(platform.vertx(), programs.sidecars().proxyUrls(), digits.heldOut(), outcomes, 30);
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            load.close();
            outcomes.close();
            programs.close();
            platform.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void shouldFollowARolloutAndTakeItBackAtThePressOfAButton() throws Exception {
        browser.open(programs.controlPlaneUrl() + "/");
        browser.await(".empty");
        HttpResponse<String> submitted = http.send(
                HttpRequest.newBuilder(URI.create(programs.controlPlaneUrl() + "/v1/rollouts"))
                        .PUT(BodyPublishers.ofString(PLAN))
                        .build(),
                BodyHandlers.ofString());
        assertThat(submitted.statusCode()).as(submitted.body()).isIn(201, 202);

        // The list learns of the model by the stream, without being loaded again.
        browser.await(".models a.model").click();
        await().atMost(LIMIT).until(() -> browser.all(".step.busy .name").stream()
                .anyMatch(name -> name.getText().equals("canary-25")));
        await().atMost(LIMIT).until(() -> browser.all(".tile").size() >= 4);
        await().atMost(LIMIT).until(() -> browser.chartsDrawn() >= 4);
        browser.await("#latencies");
        assertThat(browser.bytesTransferred()).isLessThan(300_000);
        assertThat(browser.barriers()).isEmpty();
        assertThat(variantsOfUnits(programs.sidecars().adminUrls().get(0))).containsExactlyInAnyOrder("v1.0", "v2.0");

        browser.await("button[data-verb=rollback]").click();
        browser.await("dialog textarea").sendKeys("looks odd to me");
        browser.await("dialog button[type=submit]", button -> button.isEnabled())
                .click();

        browser.await("h1 .badge", badge -> badge.getText().equals("Rolled back"));
        for (String sidecar : programs.sidecars().adminUrls()) {
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(variantsOfUnits(sidecar)).as(sidecar).containsExactly("v1.0"));
        }
        browser.await(".log .reason", reason -> reason.getText().contains("looks odd to me"));
        assertThat(browser.errors()).isEmpty();

        ReportPages reports = new ReportPages(directory, platform.kafkaClient());
        reports.assertThatBothTellTheSame(programs.controlPlaneUrl(), "looks odd to me");
        reports.assertThatThePageServesEverybody(browser);
    }

    private Set<String> variantsOfUnits(String admin) throws IOException, InterruptedException {
        Set<String> variants = new HashSet<>();
        for (int i = 0; i < UNITS; i++) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(admin + "/v1/decide?model=digits&unit=u" + i))
                            .build(),
                    BodyHandlers.ofString());
            JsonNode decision = new ObjectMapper().readTree(answer.body());
            variants.add(decision.path("variant").asText());
        }
        return variants;
    }
}
