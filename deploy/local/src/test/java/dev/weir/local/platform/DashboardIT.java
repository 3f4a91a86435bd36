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
import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.OperatorCommand;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard in a real browser, in front of everything that is real: broker, judge, sidecars, models and load; and every
 * verb in each of the three ways in which it can be said.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
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

    /** Stages that a little traffic proves at once, each ended by another verb. */
    private static final String VERBS =
            """
            apiVersion: weir.dev/v1
            kind: Rollout
            metadata: { name: %s }
            spec:
              model: digits
              baseline: v1.0
              candidate: v2.0
              baselineCollection: { minDuration: 1s, minSamples: 20 }
              stages:
                - { name: canary-25, weight: 25, minDuration: 1s, maxDuration: 30m, approval: required }
                - { name: canary-50, weight: 50, minDuration: 30m }
                - { name: full, weight: 100, minDuration: 30m }
              override: { skippedStages: "verbs are tried" }
              timeout: 2s
              evidenceUnit: request
              guardrails:
                errorRate:   { maxRatio: 2.0, floor: 0.3 }
                timeoutRate: { maxRatio: 2.0, floor: 0.3 }
                latencyP50:  { maxRatio: 100 }
                latencyP95:  { maxRatio: 100 }
            """;

    private static final List<CommandType> COMMANDS = List.of(
            CommandType.PAUSE,
            CommandType.RESUME,
            CommandType.SET_USER,
            CommandType.REMOVE_USER,
            CommandType.SET_SEGMENT,
            CommandType.REMOVE_SEGMENT,
            CommandType.KILL,
            CommandType.UNKILL,
            CommandType.DRILL,
            CommandType.APPROVE,
            CommandType.ADVANCE,
            CommandType.PROMOTE,
            CommandType.ROLLBACK,
            CommandType.ABORT);

    /** Of what is not proved yet, advance and promote make an override. */
    private static final List<DecisionAction> DECISIONS = List.of(
            DecisionAction.PAUSE,
            DecisionAction.RESUME,
            DecisionAction.OVERRIDE,
            DecisionAction.OVERRIDE,
            DecisionAction.OVERRIDE,
            DecisionAction.OVERRIDE,
            DecisionAction.KILL,
            DecisionAction.UNKILL,
            DecisionAction.DRILL,
            DecisionAction.ADVANCE,
            DecisionAction.OVERRIDE,
            DecisionAction.OVERRIDE,
            DecisionAction.ROLLBACK,
            DecisionAction.ABORT);

    private static final ObjectMapper JSON = new ObjectMapper();

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
        load = LoadGenerator.start(platform.vertx(), programs.sidecars().proxyUrls(), digits.heldOut(), outcomes, 60);
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
    @Order(1)
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
        browser.click(".models a.model");
        await().atMost(LIMIT).until(() -> browser.all(".step.busy .name").stream()
                .anyMatch(name -> name.getText().equals("canary-25")));
        await().atMost(LIMIT).until(() -> browser.all(".tile").size() >= 4);
        await().atMost(LIMIT).until(() -> browser.chartsDrawn() >= 4);
        browser.await("#latencies");
        assertThat(browser.bytesTransferred()).isLessThan(300_000);
        assertThat(browser.barriers()).isEmpty();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        variantsOfUnits(programs.sidecars().adminUrls().get(0)))
                .containsExactlyInAnyOrder("v1.0", "v2.0"));

        browser.click("button[data-verb=rollback]");
        browser.await("dialog textarea").sendKeys("looks odd to me");
        browser.click("dialog button[type=submit]", button -> button.isEnabled());

        browser.await("h1 .badge", badge -> badge.getText().equals("Rolled back"));
        everywhere("v1.0");
        browser.await(".log .reason", reason -> reason.getText().contains("looks odd to me"));
        assertThat(browser.errors()).isEmpty();

        ReportPages reports = new ReportPages(directory, platform.kafkaClient());
        reports.assertThatBothTellTheSame(programs.controlPlaneUrl(), "looks odd to me");
        reports.assertThatThePageServesEverybody(browser);
    }

    /**
     * Each way goes through every verb, in an order in which each has an effect; what is written and what the sidecars do is
     * the same for all ways.
     */
    @Test
    @Order(2)
    void shouldEndInTheSameCommandsDecisionsAndRoutesWhicheverWayAVerbIsSaid() throws Exception {
        String server = programs.controlPlaneUrl();
        List<Way> ways =
                List.of(new Way.Http(server), new Way.Typed(server, directory), new Way.Pressed(server, browser));
        browser.errors();
        for (Way way : ways) {
            everyVerb(way);
        }
        assertThat(browser.errors()).isEmpty();

        for (Way way : ways) {
            List<OperatorCommand> commands = TopicContents.read(
                    platform, Topics.COMMANDS, seen -> saidBy(way, seen).size() >= COMMANDS.size());
            assertThat(saidBy(way, commands))
                    .as(way.reason())
                    .extracting(OperatorCommand::getCommand)
                    .containsExactlyElementsOf(COMMANDS);
            List<Decision> decisions = TopicContents.read(
                    platform, Topics.DECISIONS, seen -> decidedFor(way, seen).size() >= DECISIONS.size());
            assertThat(decidedFor(way, decisions))
                    .as(way.reason())
                    .extracting(Decision::getAction)
                    .containsExactlyElementsOf(DECISIONS);
        }
    }

    private void everyVerb(Way way) throws Exception {
        String name = way.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        way.apply(VERBS.formatted(name));
        at("canary-25");
        way.say("pause");
        seen("status", "PAUSED");
        way.say("resume");
        seen("status", "IN_PROGRESS");
        way.give("ada", "v2.0");
        decided("unit=ada", "v2.0", "USER");
        way.takeBack("ada");
        decided("unit=ada", null, "WEIGHT");
        way.giveSegment("user_type", "premium", "v2.0");
        decided("unit=ada&segment.user_type=premium", "v2.0", "SEGMENT");
        way.takeBackSegment("user_type", "premium");
        decided("unit=ada&segment.user_type=premium", null, "WEIGHT");
        way.killSwitch(true);
        decided("unit=ada", "v1.0", "KILL_SWITCH");
        way.killSwitch(false);
        decided("unit=ada", null, "WEIGHT");
        way.say("drill");
        await().atMost(LIMIT).until(() -> status().path("drill").hasNonNull("endedAt"));
        await().atMost(LIMIT)
                .until(() -> status().at("/verdict/recommendation").asText().equals("ADVANCE"));
        way.say("approve");
        at("canary-50");
        way.say("advance");
        at("full");
        way.say("promote");
        seen("status", "PROMOTED");
        everywhere("v2.0");
        way.say("rollback");
        everywhere("v1.0");

        way.apply(VERBS.formatted(name + "-again"));
        seen("rollout", name + "-again");
        way.say("abort");
        seen("status", "ABORTED");
    }

    private static List<OperatorCommand> saidBy(Way way, List<OperatorCommand> all) {
        return all.stream()
                .filter(each -> each.getReason().equals(way.reason()))
                .toList();
    }

    private static List<Decision> decidedFor(Way way, List<Decision> all) {
        return all.stream()
                .filter(each -> each.getReason().contains(way.reason()))
                .toList();
    }

    private void at(String stage) {
        seen("stage", stage);
    }

    private void seen(String field, String value) {
        await(field + " " + value)
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(status().path(field).asText()).isEqualTo(value));
    }

    private JsonNode status() throws IOException, InterruptedException {
        return get(programs.controlPlaneUrl() + "/v1/rollouts/digits");
    }

    /** What every sidecar answers, sooner or later; null for whichever variant the weights give. */
    private void decided(String query, String variant, String reason) {
        for (String sidecar : programs.sidecars().adminUrls()) {
            await(sidecar + " " + query).atMost(LIMIT).untilAsserted(() -> {
                JsonNode decision = get(sidecar + "/v1/decide?model=digits&" + query);
                assertThat(decision.path("reason").asText()).isEqualTo(reason);
                if (variant != null) {
                    assertThat(decision.path("variant").asText()).isEqualTo(variant);
                }
            });
        }
    }

    private void everywhere(String variant) {
        for (String sidecar : programs.sidecars().adminUrls()) {
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(variantsOfUnits(sidecar)).as(sidecar).containsExactly(variant));
        }
    }

    private JsonNode get(String url) throws IOException, InterruptedException {
        return JSON.readTree(http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body());
    }

    private Set<String> variantsOfUnits(String admin) throws IOException, InterruptedException {
        Set<String> variants = new HashSet<>();
        for (int i = 0; i < UNITS; i++) {
            variants.add(get(admin + "/v1/decide?model=digits&unit=u" + i)
                    .path("variant")
                    .asText());
        }
        return variants;
    }
}
