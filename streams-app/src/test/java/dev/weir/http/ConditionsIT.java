package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.ApiCalls.Answer;
import dev.weir.schema.VerdictStatus;
import dev.weir.view.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsIT {
    private static final String PLAN = Records.file("digits-v2", "v1.0", "v2.0");
    private static final String MODEL = "/v1/models/digits";
    private static final String STATUS = "/v1/rollouts/digits";
    private static final String SWITCH = MODEL + "/kill-switch";
    private static final String USER = MODEL + "/users/42";
    private static final String RULE = "{\"variant\": \"v1.0\", \"reason\": \"careful\"}";
    private static final String WHY = "{\"reason\": \"lunch\"}";

    private RunningControlPlane running;
    private ApiCalls calls;

    @BeforeEach
    void start() throws Exception {
        running = RunningControlPlane.start();
        calls = new ApiCalls(running.uri());
        calls.send("PUT", "/v1/rollouts", PLAN);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                STATUS,
                STATUS + "/plan",
                MODEL,
                SWITCH,
                USER,
                MODEL + "/segments/user_type/free",
                MODEL + "/users",
                MODEL + "/segments"
            })
    void shouldSayThatNothingHasChanged(String path) throws Exception {
        calls.send("PUT", USER, RULE);
        calls.send("PUT", MODEL + "/segments/user_type/free", RULE);
        Answer first = calls.get(path);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.tag()).matches("\"[0-9A-Za-z_.-]+\"");

        assertThat(calls.get(path, "If-None-Match", first.tag()).status()).isEqualTo(304);
        assertThat(calls.get(path, "If-None-Match", "\"other\", W/" + first.tag())
                        .status())
                .isEqualTo(304);
        assertThat(calls.get(path, "If-None-Match", "\"other\"").status()).isEqualTo(200);
    }

    @Test
    void shouldChangeTheTagOfAStatusWithItsEvidenceButNotItsEdition() throws Exception {
        String before = calls.get(STATUS).tag();

        running.view().apply("digits", Records.verdict(1, VerdictStatus.HEALTHY));
        running.view().apply("digits", Records.window("v1.0", null, 10, 90));

        String after = calls.get(STATUS).tag();
        assertThat(after).isNotEqualTo(before);
        assertThat(calls.send("POST", STATUS + "/pause", WHY, "If-Match", before)
                        .status())
                .isEqualTo(200);
        assertThat(calls.get(MODEL).tag()).isNotEqualTo(before);
    }

    @Test
    void shouldRefuseAVerbOfWhoSawAnotherState() throws Exception {
        String seen = calls.get(STATUS).tag();
        assertThat(calls.send("POST", STATUS + "/pause", WHY, "If-Match", seen).status())
                .isEqualTo(200);

        Answer late = calls.send("POST", STATUS + "/abort", WHY, "If-Match", seen);

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.body().get("type").textValue()).isEqualTo("https://weir.dev/problems/changed");
        assertThat(late.body().at("/current/status").textValue()).isEqualTo("PAUSED");
        assertThat(late.tag()).isEqualTo(calls.get(MODEL).tag());
        assertThat(running.commands()).hasSize(1);
        assertThat(calls.send("POST", STATUS + "/abort", WHY, "If-Match", late.tag())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldSetARuleOnlyWhereItIsAsItWasSeen() throws Exception {
        assertThat(calls.send("PUT", USER, RULE, "If-Match", "*").status()).isEqualTo(412);
        assertThat(calls.send("PUT", USER, RULE, "If-None-Match", "*").status()).isEqualTo(200);
        assertThat(calls.send("PUT", USER, RULE, "If-None-Match", "*").status()).isEqualTo(412);
        String tag = calls.get(USER).tag();
        assertThat(calls.send("DELETE", USER, "", "If-Match", "\"other\"").status())
                .isEqualTo(412);
        assertThat(calls.send("DELETE", USER, "", "If-Match", "\"other\", " + tag)
                        .status())
                .isEqualTo(200);
        // A weak tag says that somebody saw something like it, which is not enough.
        assertThat(calls.send(
                                "PUT",
                                SWITCH,
                                "{\"on\": true, \"reason\": \"fire\"}",
                                "If-Match",
                                "W/" + calls.get(SWITCH).tag())
                        .status())
                .isEqualTo(412);
    }

    @Test
    void shouldStartARolloutOnlyWhereThereIsNone() throws Exception {
        assertThat(calls.send("PUT", "/v1/rollouts", PLAN, "If-None-Match", "*").status())
                .isEqualTo(412);
        assertThat(calls.send("PUT", "/v1/rollouts", PLAN.replace("digits", "words"), "If-None-Match", "*")
                        .status())
                .isEqualTo(201);
        assertThat(calls.send("DELETE", STATUS, "", "If-Match", "\"other\"").status())
                .isEqualTo(412);
        assertThat(running.withdrawn()).isEmpty();
    }

    @Test
    void shouldWriteNothingTwice() throws Exception {
        String on = "{\"on\": true, \"reason\": \"fire\"}";
        assertThat(calls.send("PUT", SWITCH, on).body().get("changed").booleanValue())
                .isTrue();
        assertThat(calls.send("PUT", SWITCH, on).body().get("changed").booleanValue())
                .isFalse();
        calls.send("PUT", USER, RULE);
        assertThat(calls.send("PUT", USER, RULE).body().get("message").textValue())
                .isEqualTo("unit 42 gets v1.0 already");
        assertThat(running.commands()).hasSize(2);
        assertThat(calls.send("PUT", "/v1/rollouts", PLAN).status()).isEqualTo(200);
        assertThat(running.view().model("digits").orElseThrow().plans()).hasSize(1);
        String watch =
                """
                kind: Watch
                metadata: { name: reviews-accuracy }
                spec: { model: reviews, variant: v1.0, accuracy: { deployed: 0.92 } }
                """;
        assertThat(calls.send("PUT", "/v1/rollouts", watch).status()).isEqualTo(201);
        assertThat(calls.send("PUT", "/v1/rollouts", watch).status()).isEqualTo(200);
        assertThat(calls.get("/v1/rollouts/reviews/plan")
                        .body()
                        .get("watchOnly")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void shouldNotTakeARecordForWrittenWhileItCannotReadHowThingsAre() throws Exception {
        String on = "{\"on\": true, \"reason\": \"fire\"}";
        running.stopReading();

        assertThat(calls.send("PUT", SWITCH, on).body().at("/decision/action").textValue())
                .isEqualTo("KILL");
        assertThat(calls.send("PUT", SWITCH, on).status()).isEqualTo(409);
        assertThat(running.commands()).hasSize(2);
        Answer conditional = calls.send("PUT", SWITCH, on, "If-Match", "*");
        assertThat(conditional.status()).isEqualTo(503);
        assertThat(conditional.header("Retry-After")).isEqualTo("1");
        assertThat(calls.get(MODEL + "?fresh=true").status()).isEqualTo(503);
        assertThat(calls.get(MODEL).status()).isEqualTo(200);
    }

    @Test
    void shouldSayWhatIsWrongWithACondition() throws Exception {
        Answer answer = calls.send("PUT", SWITCH, "{\"on\": true, \"reason\": \"fire\"}", "If-Match", "abc");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/in").textValue()).isEqualTo("header");
        assertThat(answer.body().at("/errors/0/field").textValue()).isEqualTo("If-Match");
        assertThat(answer.body().get("detail").textValue()).contains("with its quotes");
    }
}
