package dev.weir.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.local.platform.Platform;
import dev.weir.local.platform.Programs;
import dev.weir.publish.EventPublisher;
import dev.weir.topic.TopicNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What analysts and operators put beside Weir, on a running platform: Prometheus with the dashboards' questions, kcat, Kafka's
 * console consumer, DuckDB and SQLite over exports. A broken build has been rolled back and another one is in its canary.
 */
class AnalystsIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final Path ROOT = Path.of("..", "..");
    private static final String MODEL = DigitVariants.MODEL;

    @TempDir
    private static Path directory;

    private static Platform platform;
    private static Programs programs;
    private static EventPublisher outcomes;
    private static LoadGenerator load;
    private static Prometheus prometheus;
    private static Tools tools;

    @BeforeAll
    static void start() throws Exception {
        Digits digits = Digits.load();
        platform = Platform.start(directory, DigitVariants.train(digits));
        programs = Programs.start(platform, directory, MODEL);
        await().atMost(LIMIT).until(programs::ready);
        outcomes = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
        load = LoadGenerator.start(platform.vertx(), programs.sidecars().proxyUrls(), digits.heldOut(), outcomes, 25);
        tools = new Tools(directory, platform.bootstrapServers(), platform.registryUrl());
        prometheus = Prometheus.start(
                directory, programs.controlPlaneUrl(), programs.sidecars().adminUrls());
        submit("broken-build", "v2.1", "    - { name: canary, weight: 50, minDuration: 10m, maxDuration: 20m }\n");
        await("the canary").atMost(LIMIT).until(() -> status("/stage").equals("canary"));
        await("failures of the canary")
                .atMost(LIMIT)
                .until(() -> load.report().of(DigitVariants.V2_1).failures() > 2);
        // By hand, so that nothing here depends on how quickly a busy machine proves anything. The judge may have
        // been quicker: a handful of failures in a row is enough.
        if (!status("/status").equals("ROLLED_BACK")) {
            post("rollback", "{\"reason\": \"it fails, \\\"often\\\"\"}");
        }
        submit(
                "better-model",
                "v2.0",
                """
                    - { name: shadow, weight: 0,  mirror: 100, minDuration: 10m, maxDuration: 20m }
                    - { name: canary, weight: 50, minDuration: 10m, maxDuration: 20m }
                """);
        await("the shadow stage").atMost(LIMIT).until(() -> status("/stage").equals("shadow"));
        await("pairs")
                .atMost(LIMIT)
                .until(() ->
                        Scrape.value(get(programs.controlPlaneUrl() + "/metrics"), "weir_shadow_pairs_total") > 40);
        post("advance", "{\"reason\": \"seen enough\", \"force\": true}");
        await("the second canary").atMost(LIMIT).until(() -> status("/stage").equals("canary"));
        // What is asked about guardrails below has to be in a verdict. This canary is not taken back.
        await().atMost(LIMIT).untilAsserted(() -> assertThat(isSomeGuardrailMeasured())
                .as("a verdict with a ratio, in %s", get(programs.controlPlaneUrl() + "/v1/rollouts/" + MODEL))
                .isTrue());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (load != null) {
            load.close();
            outcomes.close();
            programs.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void shouldHaveDataForEveryPanelOfEveryDashboard() throws IOException {
        prometheus = Prometheus.required(prometheus);
        Map<String, String> questions = Dashboards.expressions(ROOT.resolve("deploy/grafana/dashboards"));
        assertThat(questions).hasSizeGreaterThan(80);

        Map<String, String> unanswered = new TreeMap<>(questions);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            unanswered.entrySet().removeIf(question -> prometheus.hasData(question.getValue()));
            assertThat(unanswered.entrySet())
                    .allMatch(question -> Dashboards.isEmptyWhileAllIsWell(question.getValue()));
        });
    }

    @Test
    void shouldHaveAlertRulesThatRunAndAreSilentWhileAllIsWell() throws Exception {
        Tools.required("promtool", "the alert rules", "install prometheus");
        Path rules = ROOT.resolve("deploy/prometheus");
        assertThat(tools.run(rules, "promtool", "check", "config", "prometheus.yml"))
                .contains("SUCCESS");
        assertThat(tools.run(rules.resolve("rules"), "promtool", "test", "rules", "weir_test.yml"))
                .contains("SUCCESS")
                .doesNotContain("FAILED");

        await().atMost(LIMIT).until(() -> prometheus.rules().size() > 15);
        assertThat(prometheus.rules()).allSatisfy(rule -> {
            assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
            // Of seconds, which a busy machine may take.
            if (!rule.path("name").asText().equals("WeirSlowPropagation")) {
                assertThat(rule.path("state").asText()).as(rule.toString()).isNotEqualTo("firing");
            }
        });
    }

    @Test
    void shouldScrapeNothingThatThePageOnMetricsDoesNotName() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/metrics.md"));
        List<String> sources = new ArrayList<>(programs.sidecars().adminUrls());
        sources.add(programs.controlPlaneUrl());
        for (String source : sources) {
            assertThat(Scrape.shapes(get(source + "/metrics")))
                    .hasSizeGreaterThan(20)
                    .isSubsetOf(Scrape.documented(page));
        }
    }

    @Test
    void shouldAnswerWhatAnalystsAskByDuckDbOverJsonLines() throws Exception {
        Path export = tools.export();

        Map<String, List<Map<String, Object>>> answers =
                DuckDb.answers(export, ROOT.resolve("deploy/analysts/questions.duckdb.sql"));

        tools.keep("duckdb.txt", DuckDb.text(answers));
        assertThat(answers)
                .hasSize(7)
                .allSatisfy((question, rows) -> assertThat(rows).as(question).isNotEmpty());
        assertThat(answers.get("How long did each stage take, and how did it end?"))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("rollout", "broken-build")
                        .containsEntry("stage", "canary")
                        .containsEntry("ended_by", "ROLLBACK"))
                .allSatisfy(row -> assertThat((Double) row.get("seconds")).isPositive());
        assertThat(answers.get(
                        "How many requests did candidates serve that were sent back, and how many of them failed?"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).containsEntry("variant", "v2.1");
                    assertThat((Long) row.get("failed")).isPositive().isLessThan((Long) row.get("requests"));
                });
        assertThat(answers.get("How often did baseline and candidate agree in shadow, by segment?"))
                .hasSizeGreaterThan(1)
                .allSatisfy(row -> assertThat((Double) row.get("agreement")).isBetween(0.5, 1.0));
        assertThat(answers.get("How long do tables take to each sidecar (p50, p99, milliseconds)?"))
                .extracting(row -> row.get("sidecar"))
                .containsExactly("edge-1", "edge-2");
    }

    @Test
    void shouldAnswerThemInPlainSqlOverCsv() throws Exception {
        Tools.required("sqlite3", "the questions in plain SQL", "install sqlite3");
        Path export = tools.export();

        String answers = tools.run(
                export,
                "sqlite3",
                ":memory:",
                ".read " + ROOT.resolve("deploy/analysts/questions.sqlite.sql").toRealPath());

        tools.keep("sqlite.txt", answers);
        assertThat(answers)
                .containsPattern("broken-build +canary +ROLLBACK")
                .containsPattern("better-model +\\w+ +\\d+ +[0-9.]+")
                .containsPattern("v2.1 +\\d+ +[1-9]\\d* +[0-9.]+");
    }

    @Test
    void shouldShowTheTopicsToKcat() throws Exception {
        Tools.required("kcat", "the recipe with kcat", "install kcat");

        String seen = tools.run(directory, script("with-kcat"), platform.bootstrapServers(), platform.registryUrl());

        tools.keep("kcat.txt", seen);
        assertThat(seen)
                .contains("topic \"weir.decisions\" with 6 partitions")
                .containsPattern("\\d{13} digits partition \\d offset \\d+ \\d+ bytes")
                .containsPattern("[1-9]\\d* digits");
    }

    @Test
    void shouldShowValuesToTheConsoleConsumer() throws Exception {
        String seen = tools.run(
                directory,
                script("with-console-consumer"),
                platform.bootstrapServers(),
                platform.registryUrl(),
                "weir.decisions");

        tools.keep("console-consumer.txt", seen);
        assertThat(seen).containsPattern("CreateTime:\\d{13}\tdigits\t\\{\"decisionId\": ?\"digits-d1\"");
    }

    @Test
    void shouldLandDecisionsInAFileByKafkaConnect() throws Exception {
        Path file = directory.resolve("decisions.txt");
        try (ConnectWorker worker =
                ConnectWorker.start(directory, platform.bootstrapServers(), platform.registryUrl(), file)) {
            await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
                assertThat(worker.isAlive()).as(worker.log()).isTrue();
                assertThat(Files.readString(file)).contains("action=ROLLBACK").contains("rollout=better-model");
            });
            tools.keep("connect.txt", Files.readString(file));
        }
    }

    private static String script(String name) throws IOException {
        return ROOT.resolve("deploy/analysts").resolve(name).toRealPath().toString();
    }

    private static String plan(String name, String candidate, String stages) {
        return """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: %s }
                spec:
                  model: digits
                  baseline: v1.0
                  candidate: %s
                  baselineCollection: { minDuration: 2s, minSamples: 60 }
                  stages:
                %s    - { name: full, weight: 100, minDuration: 10m }
                  override: { skippedStages: "analysts look on" }
                  timeout: 2s
                  evidenceUnit: request
                  shadow: { comparator: label, minAgreement: 0.7, minSamples: 60 }
                  guardrails:
                    errorRate: { maxRatio: 2, action: warn }
                    timeoutRate: { maxRatio: 2, action: warn }
                    latencyP50: { maxRatio: 10, action: warn }
                    latencyP95: { maxRatio: 20, action: warn }
                """
                .formatted(name, candidate, stages);
    }

    private static void submit(String name, String candidate, String stages) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(programs.controlPlaneUrl() + "/v1/rollouts"))
                                .PUT(BodyPublishers.ofString(plan(name, candidate, stages)))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        await().atMost(LIMIT).until(() -> status("/rollout").equals(name));
    }

    private static void post(String verb, String body) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(programs.controlPlaneUrl() + "/v1/rollouts/" + MODEL + "/" + verb))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    }

    private static String status(String pointer) throws Exception {
        JsonNode status = new ObjectMapper().readTree(get(programs.controlPlaneUrl() + "/v1/rollouts/" + MODEL));
        return status.at(pointer).asText("");
    }

    private static boolean isSomeGuardrailMeasured() throws Exception {
        JsonNode verdicts = new ObjectMapper()
                .readTree(get(programs.controlPlaneUrl() + "/v1/models/" + MODEL + "/verdicts"))
                .path("verdicts");
        for (JsonNode verdict : verdicts) {
            for (JsonNode check : verdict.path("checks")) {
                if (check.path("segment").asText("").isEmpty()
                        && check.path("ratio").isNumber()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
