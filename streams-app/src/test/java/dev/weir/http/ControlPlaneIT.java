package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.config.AppConfig;
import dev.weir.schema.CommandType;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictStatus;
import dev.weir.telemetry.Telemetry;
import dev.weir.view.ControlView;
import dev.weir.view.Records;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlPlaneIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAN = Records.file("digits-v2", "v1.0", "v2.0");

    /** Every answer these tests get is held to the document, whatever else they look at. */
    private static final ApiConformance API = ApiConformance.controlPlane();

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

    private record Answer(int status, JsonNode body, String type) {}

    @Test
    void shouldStartARolloutAndAnswerWithItsStatus() throws Exception {
        Answer answer = send("PUT", "/v1/rollouts", PLAN);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().get("status").textValue()).isEqualTo("IN_PROGRESS");
        assertThat(answer.body().get("stage").textValue()).isEqualTo("baseline");
        assertThat(answer.body().get("decisions").get(0).get("issuedBy").textValue())
                .isEqualTo("ada");
        assertThat(send("GET", "/v1/rollouts/digits", "").body().get("rollout").textValue())
                .isEqualTo("digits-v2");
        assertThat(send("GET", "/v1/rollouts", "").body().get("rollouts")).hasSize(1);
    }

    /** The change to HTTP/2 that Java's client offers by itself loses answers of some length. */
    @Test
    void shouldGoOnInTheProtocolInWhichItWasAsked() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(running.uri().resolve("/v1/rollouts")).build();

        assertThat(http.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(http.send(request, BodyHandlers.ofString()).version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void shouldTakeJsonAsWellAsYaml() throws Exception {
        Answer answer = send(
                "PUT",
                "/v1/rollouts",
                """
                {"metadata": {"name": "r"}, "spec": {"model": "m", "baseline": "a", "candidate": "b", "holdback": 0}}""");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().get("warnings").findValuesAsText("path")).contains("spec.holdback");
    }

    @Test
    void shouldChangeNothingWhenTheSamePlanComesAgain() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        Answer again = send("PUT", "/v1/rollouts", PLAN);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("decisions")).hasSize(1);
    }

    @Test
    void shouldRefuseABadFileWithEveryLine() throws Exception {
        Answer answer =
                send("PUT", "/v1/rollouts", PLAN.replace("model:", "modle:").replace("weight: 10,", ""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        JsonNode errors = answer.body().get("errors");
        assertThat(errors).hasSize(3);
        assertThat(errors.findValues("line")).extracting(JsonNode::intValue).containsExactly(2, 3, 8);
        assertThat(errors.get(1).get("message").textValue()).isEqualTo("is not known; did you mean model?");
    }

    @Test
    void shouldRefuseASecondRolloutWhileOneRuns() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        Answer answer = send("PUT", "/v1/rollouts", Records.file("digits-v3", "v1.0", "v3.0"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().get("detail").textValue())
                .isEqualTo("rollout digits-v2 is at baseline; abort it or let it end before digits-v3 starts");
        assertThat(running.view().model("digits").orElseThrow().plans()).hasSize(1);
    }

    @Test
    void shouldRefuseABaselineThatIsNotInCharge() throws Exception {
        running.view().apply("digits", Records.table(9, null, 0));

        Answer answer = send("PUT", "/v1/rollouts", Records.file("digits-v3", "v2.0", "v3.0"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().get("detail").textValue()).contains("v1.0 is in charge of digits, not v2.0");
    }

    @Test
    void shouldAnswerACommandWithTheDecisionItLedTo() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        Answer paused = send("POST", "/v1/rollouts/digits/pause", "{\"reason\": \"lunch\"}");

        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.body().at("/decision/action").textValue()).isEqualTo("PAUSE");
        assertThat(paused.body().at("/decision/reason").textValue()).isEqualTo("lunch");
        assertThat(send("GET", "/v1/rollouts/digits", "").body().get("status").textValue())
                .isEqualTo("PAUSED");
    }

    @Test
    void shouldRefuseACommandThatTheMachineRefuses() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        Answer answer = send("POST", "/v1/rollouts/digits/resume", "{\"reason\": \"go\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().get("detail").textValue()).isEqualTo("resume: the rollout is not paused");
    }

    @Test
    void shouldTurnTheKillSwitch() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        Answer on = send("PUT", "/v1/models/digits/kill-switch", "{\"on\": true, \"reason\": \"fire\"}");

        assertThat(on.body().at("/decision/action").textValue()).isEqualTo("KILL");
        assertThat(send("GET", "/v1/rollouts/digits", "")
                        .body()
                        .get("killSwitch")
                        .booleanValue())
                .isTrue();
        assertThat(running.commands()).singleElement().satisfies(command -> {
            assertThat(command.getCommand()).isEqualTo(CommandType.KILL);
            assertThat(command.getIssuedBy()).isEqualTo("ada");
        });
    }

    @Test
    void shouldSayThatNothingDecidesWhenNoAnswerComes() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);
        running.stopJudging();

        Answer answer = send("POST", "/v1/rollouts/digits/abort", "{\"reason\": \"enough\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().get("commandId").textValue())
                .isEqualTo(running.commands().get(0).getCommandId());
        assertThat(answer.body().get("message").textValue()).contains("is the streams application running?");
    }

    @Test
    void shouldWithdrawAPlan() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        assertThat(send("DELETE", "/v1/rollouts/digits", "").status()).isEqualTo(202);

        assertThat(running.withdrawn()).containsExactly("digits");
        JsonNode status = send("GET", "/v1/rollouts/digits", "").body();
        assertThat(status.get("status").textValue()).isEqualTo("ABORTED");
        assertThat(status.get("stage").isNull()).isTrue();
        assertThat(status.get("endedAt").textValue()).endsWith("Z");
    }

    @Test
    void shouldSayWhoDeletedAPlanAndWhy() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        assertThat(send("DELETE", "/v1/rollouts/digits", "{\"reason\": \"not wanted\"}")
                        .status())
                .isEqualTo(202);

        JsonNode last = send("GET", "/v1/models/digits/decisions", "").body().at("/decisions/0");
        assertThat(last.get("action").textValue()).isEqualTo("ABORT");
        assertThat(last.get("issuedBy").textValue()).isEqualTo("ada");
        assertThat(last.get("reason").textValue()).isEqualTo("the plan was deleted: not wanted");
        assertProblem(send("DELETE", "/v1/rollouts/digits", "{{"), 400, "the body is not JSON");
    }

    @Test
    void shouldNotStartWhatWasOnlyToBeChecked() throws Exception {
        assertProblem(send("PUT", "/v1/rollouts?dryrun=true", PLAN), 400, "dryrun is not known; did you mean dryRun?");
        assertThat(running.view().model("digits")).isEmpty();
    }

    @Test
    void shouldNotGuessWhichOfTwoReasonsWasMeant() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);

        assertProblem(send("POST", "/v1/rollouts/digits/abort?why=1", "{\"reason\": \"a\"}"), 400, "why is not known");
        for (String body :
                List.of("{\"reason\": \"a\"} {\"reason\": \"b\"}", "{\"reason\": \"a\", \"reason\": \"b\"}")) {
            assertProblem(send("POST", "/v1/rollouts/digits/abort", body), 400, "the body is not JSON");
        }
        assertThat(running.commands()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/dashboard/app.js", "/v1/openapi.json", "/v1/openapi.yaml", "/metrics"})
    void shouldSayWhatAPathTakesThatIsOnlyRead(String path) throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            assertProblem(send(method, path, ""), 405, "this path takes GET, HEAD, OPTIONS");
        }
        for (String method : List.of("DELETE", "OPTIONS")) {
            assertThat(bare(method, path).headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
        }
        assertThat(bare("OPTIONS", path).statusCode()).isEqualTo(204);
    }

    @Test
    void shouldShowStagesTableVerdictMetricsAndSidecars() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);
        Instant started =
                running.view().model("digits").orElseThrow().state().rollout().startedAt();
        running.view()
                .apply(
                        "digits",
                        Records.decision(2, DecisionAction.ADVANCE, "digits-v2", "baseline", "canary-10", 11, "weir"));
        running.view().apply("digits", Records.table(2, "canary-10", 1_000));
        running.view()
                .apply(
                        "digits",
                        Verdict.newBuilder(Records.verdict(1, VerdictStatus.HEALTHY))
                                .setTimestamp(started)
                                .build());
        running.view().apply("digits", Records.window("v1.0", null, 10, 90));
        running.view().apply("digits", Records.window("v1.0", null, 0, 80));
        running.view().apply("digits", Records.window("v1.0", "user_type=free", 10, 40));
        running.view().apply("digits", Records.window("v0.9", null, 0, 70));
        running.view().apply("digits", Records.ack("edge-1", 2, Instant.now()));

        JsonNode status = send("GET", "/v1/rollouts/digits", "").body();

        assertThat(status.get("stages").findValuesAsText("name"))
                .containsExactly("baseline", "canary-10", "canary-50", "full");
        assertThat(status.get("stages").findValuesAsText("state")).containsExactly("DONE", "CURRENT", "NEXT", "NEXT");
        assertThat(status.at("/stages/1/enteredAt").textValue()).isEqualTo("2026-01-02T03:00:11.000Z");
        assertThat(status.at("/table/weights/1/weightBps").intValue()).isEqualTo(1_000);
        assertThat(status.at("/verdict/checks/0/metric").textValue()).isEqualTo("errorRate");
        assertThat(status.at("/verdict/checks/0/pValue").isNull()).isTrue();
        assertThat(status.get("metrics")).hasSize(1);
        assertThat(status.at("/metrics/0/requests").intValue()).isEqualTo(90);
        assertThat(status.at("/sidecars/0/silent").booleanValue()).isFalse();
        assertThat(status.at("/sidecars/0/appliedAt").textValue()).matches(".*\\.\\d{6}Z");
    }

    @Test
    void shouldShowNoVerdictOfTheStageBefore() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);
        Instant started =
                running.view().model("digits").orElseThrow().state().rollout().startedAt();
        Verdict ofBaseline = Verdict.newBuilder(Records.verdict(1, VerdictStatus.HEALTHY))
                .setStage("baseline")
                .setTimestamp(started)
                .build();
        running.view().apply("digits", ofBaseline);
        JsonNode before = send("GET", "/v1/rollouts/digits", "").body();
        running.view()
                .apply(
                        "digits",
                        Records.decision(2, DecisionAction.ADVANCE, "digits-v2", "baseline", "canary-10", 11, "weir"));

        JsonNode after = send("GET", "/v1/rollouts/digits", "").body();

        assertThat(before.at("/verdict/stage").textValue()).isEqualTo("baseline");
        assertThat(after.get("stage").textValue()).isEqualTo("canary-10");
        assertThat(after.get("verdict").isNull()).isTrue();
    }

    @Test
    void shouldAnswerHeadLikeGetAndSayWhatAPathTakes() throws Exception {
        assertThat(bare("HEAD", "/health/ready").statusCode()).isEqualTo(200);
        assertThat(bare("HEAD", "/v1/rollouts").headers().firstValue("Content-Type"))
                .contains("application/json");
        assertThat(bare("HEAD", "/v1/rollouts/nobody").statusCode()).isEqualTo(404);
        HttpResponse<String> options = bare("OPTIONS", "/v1/rollouts/digits");
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).contains("DELETE, GET, HEAD, OPTIONS");
        assertThat(bare("OPTIONS", "/v2/nothing").statusCode()).isEqualTo(404);
        assertThat(bare("POST", "/v1/rollouts").headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, PUT");
    }

    @Test
    void shouldAnswerAnUnreadableRequestWithAProblemToo() throws Exception {
        assertProblem(send("GET", "/v1/rollouts/" + "a".repeat(6_000), ""), 414, "the request cannot be read");
    }

    @Test
    void shouldListTheHistoryNewestFirst() throws Exception {
        for (int i = 0; i < 5; i++) {
            running.view().apply("digits", Records.verdict(i, VerdictStatus.HEALTHY));
        }

        JsonNode verdicts =
                send("GET", "/v1/models/digits/verdicts?limit=2", "").body().get("verdicts");

        assertThat(verdicts.findValuesAsText("verdictId")).containsExactly("digits-v4", "digits-v3");
        assertThat(send("GET", "/v1/models/digits/decisions", "").body().get("decisions"))
                .isEmpty();
        assertThat(send("GET", "/v1/models/digits/metrics", "").body().get("metrics"))
                .isEmpty();
        assertThat(send("GET", "/v1/models/digits/metrics?limit=no", "").status())
                .isEqualTo(400);
    }

    @Test
    void shouldStreamWhatHappensToOneModel() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(running.uri().resolve("/v1/stream?model=digits"))
                .build();
        HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            Iterator<String> each = lines.iterator();
            assertThat(each.next()).isEqualTo(": follows");
            running.view().apply("other", Records.alert(1));
            running.view().apply("digits", Records.verdict(1, VerdictStatus.DEGRADED));
            running.view().apply("digits", Records.alert(2));

            assertThat(each.next()).isEmpty();
            assertThat(each.next()).as("a place to come back to").startsWith("id: ");
            assertThat(each.next()).isEmpty();
            assertThat(each.next()).isEqualTo("event: verdict");
            assertThat(JSON.readTree(each.next().substring("data: ".length()))
                            .get("status")
                            .textValue())
                    .isEqualTo("DEGRADED");
            assertThat(each.next()).startsWith("id: ");
            assertThat(each.next()).isEmpty();
            assertThat(each.next()).isEqualTo("event: alert");
        }
    }

    /** An event of a stream; the id alone is one of no name. */
    private record Event(String name, JsonNode data, String id) {}

    /** What comes first to a reader that had an event last; null for none. */
    private List<Event> first(int count, String query, String lastId, Runnable once) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(running.uri().resolve("/v1/stream" + query));
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        List<Event> events = new ArrayList<>();
        HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            once.run();
            String name = "";
            JsonNode data = null;
            for (Iterator<String> each = lines.iterator(); events.size() < count; ) {
                String line = each.next();
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    data = JSON.readTree(line.substring("data: ".length()));
                    API.checkEvent(name, data);
                } else if (line.startsWith("id: ")) {
                    events.add(new Event(name, data, line.substring("id: ".length())));
                    name = "";
                }
            }
        }
        return events;
    }

    @Test
    void shouldTellAReaderWhoComesBackWhatItMissedAndNothingElse() throws Exception {
        List<Event> before = first(2, "?model=digits", null, () -> running.view()
                .apply("digits", Records.verdict(1, VerdictStatus.HEALTHY)));
        running.view().apply("other", Records.alert(1));
        running.view().apply("digits", Records.verdict(2, VerdictStatus.DEGRADED));
        running.view().apply("digits", Records.ack("edge-1", 1, Instant.now()));
        running.view().apply("digits", Records.alert(2));

        List<Event> after = first(3, "?model=digits", before.get(1).id(), () -> {});

        assertThat(before).extracting(Event::name).containsExactly("", "verdict");
        assertThat(after).extracting(Event::name).containsExactly("verdict", "alert", "");
        assertThat(after.get(0).data().path("status").asText()).isEqualTo("DEGRADED");
        assertThat(after.get(2).id())
                .as("nothing more was missed")
                .isEqualTo(after.get(1).id());
        List<Event> fromTheBeginning = first(4, "?model=digits", before.get(0).id(), () -> {});
        assertThat(fromTheBeginning).extracting(Event::name).containsExactly("verdict", "verdict", "alert", "");
    }

    @Test
    void shouldTellHowThingsStandToAReaderWhoseLastEventIsNotKnown() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);
        send(
                "PUT",
                "/v1/rollouts",
                "kind: Watch\nmetadata: { name: w }\nspec: { model: churn, variant: v1.0, drift: {} }");
        running.restart(() -> {});

        Event ofAll = first(1, "", "of-another-process", () -> {}).get(0);
        assertThat(ofAll.name()).isEqualTo("snapshot");
        assertThat(ofAll.data().at("/rollouts/0/model").asText()).isEqualTo("digits");
        assertThat(ofAll.data().at("/watches/0/model").asText()).isEqualTo("churn");
        Event ofOne = first(1, "?model=digits", "of-another-process", () -> {}).get(0);
        assertThat(ofOne.data().at("/rollouts/0/stages")).hasSizeGreaterThan(2);
        assertThat(ofOne.data().path("watches")).isEmpty();
        List<Event> next =
                first(2, "?model=digits", ofOne.id(), () -> running.view().apply("digits", Records.alert(3)));
        assertThat(next).extracting(Event::name).containsExactly("", "alert");
    }

    @Test
    void shouldTellHowThingsStandToAReaderWhoWasAwayForTooLong() throws Exception {
        String id = first(1, "", null, () -> {}).get(0).id();
        for (int i = 0; i < RecentEvents.KEPT; i++) {
            running.view().apply("digits", Records.ack("edge-1", i, Instant.now()));
        }
        assertThat(first(1, "", id, () -> {}).get(0).name())
                .as("none was usual")
                .isEmpty();
        running.view().apply("digits", Records.ack("edge-1", 1, Instant.now()));
        assertThat(first(1, "", id, () -> {}).get(0).name()).isEqualTo("snapshot");
    }

    @Test
    void shouldStreamEveryKindToWhoNamesIt() throws Exception {
        String kinds = "plan,decision,route,verdict,metrics,alert,ack,report,sample";
        HttpRequest request = HttpRequest.newBuilder(running.uri().resolve("/v1/stream?kinds=" + kinds))
                .build();
        HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            Iterator<String> each = lines.iterator();
            assertThat(each.next()).isEqualTo(": follows");
            send("PUT", "/v1/rollouts", PLAN);
            running.view().apply("digits", Records.verdict(1, VerdictStatus.DEGRADED));
            running.view().apply("digits", Records.window("v1.0", null, 10, 90));
            running.view().apply("digits", Records.alert(1));
            running.view().apply("digits", Records.ack("edge-1", 1, Instant.now()));
            running.view().apply("digits", Records.report("edge-1", 1, Instant.now(), false));
            running.view().apply("digits", Records.sample("r-1", 4));

            List<String> names = new ArrayList<>();
            while (names.size() < 9) {
                String line = each.next();
                if (line.startsWith("event: ")) {
                    names.add(line.substring("event: ".length()));
                    API.checkEvent(
                            names.get(names.size() - 1),
                            JSON.readTree(each.next().substring("data: ".length())));
                }
            }
            assertThat(names)
                    .containsExactly(
                            "plan", "decision", "route", "verdict", "metrics", "alert", "ack", "report", "sample");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithARequest() throws Exception {
        running.view().apply("digits", Records.table(1, null, 0));

        assertProblem(send("GET", "/v1/rollouts/nobody", ""), 404, "model 'nobody' has no rollout; known are digits");
        assertProblem(send("POST", "/v1/rollouts/digits/pause", ""), 400, "the body must be a JSON object");
        assertProblem(send("POST", "/v1/rollouts/digits/pause", "{}"), 400, "reason is missing");
        assertProblem(send("POST", "/v1/rollouts/digits/pause", "{\"why\": 1}"), 400, "why is not known");
        assertProblem(
                send("PUT", "/v1/models/digits/kill-switch", "{\"on\": \"yes\", \"reason\": \"r\"}"),
                400,
                "on is \"yes\"; send true or false");
        assertProblem(
                send("GET", "/v2/nothing", ""),
                404,
                "there is no GET /v2/nothing; /v1/openapi.json says what there is");
        assertProblem(send("POST", "/v1/rollouts", "{}"), 405, "there is no POST /v1/rollouts");
        assertProblem(send("PUT", "/v1/rollouts", "#".repeat(2 << 20)), 413, "the body is larger than 1048576 bytes");
    }

    @Test
    void shouldNotBeReadyNorTakePlansWhileItReadsItsTopics() throws Exception {
        running.close();
        running = RunningControlPlane.starting();

        assertThat(send("GET", "/health/live", "").status()).isEqualTo(200);
        Answer ready = send("GET", "/health/ready", "");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.body().at("/missing/0").textValue()).isEqualTo("the control topics are still being read");
        assertProblem(send("PUT", "/v1/rollouts", PLAN), 503, "still reading its topics");
        running.view().caughtUp();
        assertThat(send("GET", "/health/ready", "").status()).isEqualTo(200);
    }

    @Test
    void shouldShowItsMetersToPrometheus() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(running.uri().resolve("/metrics")).build();

        String text = http.send(request, BodyHandlers.ofString()).body();

        assertThat(text).contains("jvm_memory_used_bytes", "weir_stream_events_dropped_total 0.0");
    }

    @Test
    void shouldNameThePortThatIsTaken() {
        try (Telemetry telemetry = new Telemetry()) {
            ControlPlane.Parts parts = new ControlPlane.Parts(
                    new ControlView(), null, null, () -> List.of(), telemetry.registry(), Clock.systemUTC());

            assertThatThrownBy(() -> ControlPlane.start(new AppConfig.Http("127.0.0.1", running.port()), parts))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + running.port())
                    .hasMessageContaining("WEIR_HTTP_PORT");
        }
    }

    @Test
    void shouldSetAndRemoveWhoGetsWhatWhateverTheWeightsSay() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);
        String rule = "{\"variant\": \"v1.0\", \"reason\": \"a careful customer\"}";

        Answer set = send("PUT", "/v1/models/digits/users/ada%20l", rule);
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body().at("/decision/action").textValue()).isEqualTo("OVERRIDE");
        assertThat(set.body().at("/decision/issuedBy").textValue()).isEqualTo("ada");
        assertThat(set.body().at("/decision/unit").textValue()).isEqualTo("ada l");
        assertThat(set.body().at("/decision/revision").longValue()).isEqualTo(2);
        Answer again = send("PUT", "/v1/models/digits/users/ada%20l", rule);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("changed").booleanValue()).isFalse();
        assertThat(running.commands()).hasSize(1);
        assertThat(send("PUT", "/v1/models/digits/segments/user_type/free", rule)
                        .status())
                .isEqualTo(200);

        JsonNode table = send("GET", "/v1/rollouts/digits", "").body().get("table");
        assertThat(table.at("/users/ada l").textValue()).isEqualTo("v1.0");
        assertThat(table.at("/segments/0/key").textValue()).isEqualTo("user_type");

        assertThat(send("DELETE", "/v1/models/digits/users/ada%20l", "").status())
                .isEqualTo(200);
        assertThat(send("DELETE", "/v1/models/digits/segments/user_type/free?reason=over", "")
                        .body()
                        .at("/decision/reason")
                        .textValue())
                .isEqualTo("user_type=free follows the weights again: over");
        table = send("GET", "/v1/rollouts/digits", "").body().get("table");
        assertThat(table.get("users")).isEmpty();
        assertThat(table.get("segments")).isEmpty();
    }

    @Test
    void shouldSayWhyARuleCannotBe() throws Exception {
        send("PUT", "/v1/rollouts", PLAN);
        String users = "/v1/models/digits/users/42";

        assertProblem(
                send("PUT", users, "{\"variant\": \"v9\", \"reason\": \"so\"}"),
                422,
                "variant is v9, which does not run; write v1.0 or v2.0");
        assertProblem(
                send("PUT", users, "{\"variant\": \"v2.0\", \"reason\": \"so\"}"),
                409,
                "nothing is served by v2.0 at baseline; wait for the first stage with a weight");
        assertProblem(send("PUT", users, "{\"reason\": \"so\"}"), 400, "variant is missing; send {\"variant\"");
        assertProblem(send("PUT", users, "{\"variant\": \"v1.0\"}"), 400, "reason is missing");
        assertProblem(send("DELETE", users, ""), 404, "unit 42 has no rule of its own; see table.users");
        assertProblem(
                send("PUT", "/v1/models/nobody/users/42", "{\"variant\": \"v1.0\", \"reason\": \"so\"}"),
                404,
                "model 'nobody' has no rollout");
    }

    @Test
    void shouldTakeAPlanThatIsShortOnlyWithAReason() throws Exception {
        String plan = PLAN.replaceFirst("(?m)^.*override:.*\n", "");
        assertThat(plan).isNotEqualTo(PLAN);

        assertProblem(send("PUT", "/v1/rollouts", plan), 400, "spec.stages skips the shadow stage");
        Answer taken = send("PUT", "/v1/rollouts?override=it%20only%20reads", plan);
        assertThat(taken.status()).isEqualTo(201);
        assertThat(taken.body().at("/decisions/0/reason").textValue())
                .isEqualTo("v2.0 on trial against v1.0; override by ada: without the shadow stage, a wider"
                        + " canary below 50 %, because it only reads");
    }

    private static void assertProblem(Answer answer, int status, String detail) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.body().get("status").intValue()).isEqualTo(status);
        assertThat(answer.body().get("detail").textValue()).contains(detail);
    }

    private HttpResponse<String> bare(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(running.uri().resolve(path))
                .method(method, BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        API.check(response);
        return response;
    }

    private Answer send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(running.uri().resolve(path))
                .header("X-Weir-User", "ada")
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        API.check(response);
        return new Answer(
                response.statusCode(),
                JSON.readTree(response.body()),
                response.headers().firstValue("Content-Type").orElse(""));
    }
}
