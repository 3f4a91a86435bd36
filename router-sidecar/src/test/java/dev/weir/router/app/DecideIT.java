package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Decisions and their reasons, asked of a sidecar that follows a real broker. */
class DecideIT {

    @TempDir
    private static Path directory;

    private static LiveSidecar sidecar;

    @BeforeAll
    static void start() throws Exception {
        sidecar = new LiveSidecar(directory);
        sidecar.publish(LiveSidecar.table("sentiment", 7, 2_500).build());
        sidecar.publish(
                LiveSidecar.table("killed", 3, 10_000).setKillSwitch(true).build());
    }

    @AfterAll
    static void stop() {
        sidecar.close();
    }

    @Test
    void shouldDecideByTheFirstRuleThatMatches() throws Exception {
        assertThat(sidecar.get("/v1/decide?model=sentiment&unit=tester").body())
                .isEqualTo("{\"model\":\"sentiment\",\"variant\":\"v2.0\",\"shadow\":null,\"revision\":7,"
                        + "\"reason\":\"USER\"}");
        assertThat(decide("model=sentiment&unit=u&segment.tier=internal").getString("reason"))
                .isEqualTo("SEGMENT");
        // bucket("salt", "user-0") = 3498 and bucket("salt", "user-1") = 538 in routing_golden_vectors.py
        assertThat(decide("model=sentiment&unit=user-0").getString("variant")).isEqualTo("v1.0");
        assertThat(decide("model=sentiment&unit=user-1").getString("variant")).isEqualTo("v2.0");
        assertThat(decide("model=killed&unit=tester").getString("reason")).isEqualTo("KILL_SWITCH");
    }

    @Test
    void shouldSayWhatToWriteInsteadOfAWrongQuestion() throws Exception {
        assertThat(refusal("/v1/decide?unit=u")).contains("ask /v1/decide?model=MODEL&unit=UNIT");
        assertThat(refusal("/v1/decide?model=sentiment&tier=gold"))
                .contains("no parameter tier", "written segment.tier=VALUE");
        assertThat(refusal("/v1/decide?model=sentiment&segment.=gold")).contains("write segment.NAME=VALUE");
        assertThat(refusal("/v1/explain?model=sentiment&unit=a&unit=b")).contains("unit comes more than once");
        HttpResponse<String> unknown = sidecar.get("/v1/decide?model=nobody");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("this sidecar knows [configured, killed, sentiment]");
    }

    @Test
    void shouldExplainEveryRuleInOrder() throws Exception {
        JsonObject why = LiveSidecar.json(sidecar.get("/v1/explain?model=sentiment&unit=user-1&segment.tier=trial"));
        JsonObject decided = decide("model=sentiment&unit=user-1&segment.tier=trial");
        decided.forEach(field -> assertThat(why.getValue(field.getKey())).isEqualTo(field.getValue()));
        JsonArray rules = why.getJsonArray("rules");
        assertThat(rules.stream().map(rule -> ((JsonObject) rule).getString("rule")))
                .containsExactly("KILL_SWITCH", "USER", "SEGMENT", "SEGMENT", "SEGMENT", "WEIGHT");
        assertThat(rules.stream().map(rule -> ((JsonObject) rule).getBoolean("decided")))
                .containsExactly(false, false, false, false, false, true);
        assertThat(rules.getJsonObject(2).getString("because"))
                .isEqualTo("tier = \"internal\" goes to v2.0, the request says \"trial\"");
        assertThat(why.getJsonObject("split"))
                .isEqualTo(new JsonObject()
                        .put("salt", "salt")
                        .put("key", "user-1")
                        .put("keyIs", "unit")
                        .put("bucket", 538)
                        .put("candidateBps", 2_500));
        assertThat(why.getJsonObject("freshness").getBoolean("stale")).isFalse();
        assertThat(why.getJsonObject("freshness").getDouble("ageSec")).isLessThan(10);
        assertThat(why.getString("stage")).isEqualTo("canary");
    }

    @Test
    void shouldExplainAModelThatHasNoTableYet() throws Exception {
        JsonObject why = LiveSidecar.json(sidecar.get("/v1/explain?model=configured&unit=u"));
        assertThat(why.getString("reason")).isEqualTo("FALLBACK");
        assertThat(why.getJsonArray("rules").getJsonObject(0).getString("because"))
                .contains("the first variant of the sidecar's file serves");
    }

    @Test
    void shouldExplainOnTheCommandLineByTheSidecarAndByItsTables() throws Exception {
        Path tables = directory.resolve("tables.json");
        Files.writeString(tables, sidecar.get("/routes").body());
        String asked = run(0, "sentiment", "--unit", "user-1", "--sidecar", sidecar.address());
        assertThat(asked)
                .contains("sentiment unit user-1 gets v2.0 (WEIGHT, revision 7, stage canary of sentiment-v2)")
                .contains("→ WEIGHT      unit user-1 falls into bucket 538 of 10000, below the 2500 of v2.0: v2.0");
        assertThat(run(0, "sentiment", "--unit", "user-1", "--table", tables.toString()))
                .isEqualTo(asked);
        JsonObject json = new JsonObject(run(
                0,
                "killed",
                "--unit",
                "tester",
                "--segment",
                "tier=internal",
                "--table",
                tables.toString(),
                "-o",
                "json"));
        assertThat(json.getString("reason")).isEqualTo("KILL_SWITCH");
        assertThat(json.getJsonArray("rules").getJsonObject(1).getBoolean("matched"))
                .isTrue();
        assertThat(json.getJsonArray("rules").getJsonObject(1).getBoolean("decided"))
                .isFalse();
        assertThat(run(2, "nobody", "--table", tables.toString()))
                .contains("has no table of model nobody, only of [killed, sentiment]");
        assertThat(run(2, "sentiment", "--sidecar", "edge-1:8091")).contains("write e.g. http://127.0.0.1:8091");
        assertThat(run(1, "nobody", "--sidecar", sidecar.address())).contains("no model nobody; this sidecar knows");
    }

    private static String run(int exitCode, String... args) {
        StringWriter text = new StringWriter();
        CommandLine command = new CommandLine(new ExplainUnitCommand())
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                });
        assertThat(command.execute(args)).as(text.toString()).isEqualTo(exitCode);
        return text.toString();
    }

    private static JsonObject decide(String query) throws Exception {
        return LiveSidecar.json(sidecar.get("/v1/decide?" + query));
    }

    private static String refusal(String path) throws Exception {
        HttpResponse<String> answer = sidecar.get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return LiveSidecar.json(answer).getString("detail");
    }
}
