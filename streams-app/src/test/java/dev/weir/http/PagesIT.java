package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.http.ApiCalls.Answer;
import dev.weir.schema.VerdictStatus;
import dev.weir.view.Records;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagesIT {
    private RunningControlPlane running;
    private ApiCalls calls;

    @BeforeEach
    void start() {
        running = RunningControlPlane.start();
        calls = new ApiCalls(running.uri());
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldGiveEachVerdictOnceHoweverManyComeMeanwhile() throws Exception {
        for (int i = 0; i < 10; i++) {
            running.view().apply("digits", Records.verdict(i, VerdictStatus.HEALTHY));
        }
        List<String> seen = new ArrayList<>();
        String next = "/v1/models/digits/verdicts?limit=3&since=2020-01-01T00%3A00%3A00Z";
        for (int page = 0; !next.isEmpty(); page++) {
            Answer answer = calls.get(next);
            answer.body()
                    .get("verdicts")
                    .forEach(each -> seen.add(each.get("verdictId").textValue()));
            running.view().apply("digits", Records.verdict(100 + page, VerdictStatus.HEALTHY));
            next = next(answer);
        }

        assertThat(seen)
                .containsExactly(
                        "digits-v9",
                        "digits-v8",
                        "digits-v7",
                        "digits-v6",
                        "digits-v5",
                        "digits-v4",
                        "digits-v3",
                        "digits-v2",
                        "digits-v1",
                        "digits-v0");
    }

    @Test
    void shouldEndWhereWhatCameBeforeIsNoLongerKept() throws Exception {
        for (int i = 0; i < 5; i++) {
            running.view().apply("digits", Records.verdict(i, VerdictStatus.HEALTHY));
        }
        String next = next(calls.get("/v1/models/digits/verdicts?limit=2"));
        for (int i = 5; i < 500; i++) {
            running.view().apply("digits", Records.verdict(i, VerdictStatus.HEALTHY));
        }

        assertThat(calls.get(next).body().get("verdicts")).isEmpty();
    }

    @Test
    void shouldGiveEachWindowOnceThoughTheyAreUpdated() throws Exception {
        for (int second = 0; second < 60; second += 10) {
            running.view().apply("digits", Records.window("v1.0", null, second, 90));
            running.view().apply("digits", Records.window("v2.0", null, second, 10));
        }
        List<String> seen = new ArrayList<>();
        String next = "/v1/models/digits/metrics?limit=5";
        while (!next.isEmpty()) {
            Answer answer = calls.get(next);
            answer.body()
                    .get("metrics")
                    .forEach(each -> seen.add(each.get("windowStart").textValue() + each.get("variant")));
            running.view().apply("digits", Records.window("v1.0", null, 0, 91));
            next = next(answer);
        }

        assertThat(seen).hasSize(12).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b.substring(0, 24)
                .compareTo(a.substring(0, 24)));
    }

    @Test
    void shouldGiveTheWorstFirstAndEachOnceThoughWorseOnesCome() throws Exception {
        running.view().apply("digits", Records.table(1, null, 0));
        for (int times : List.of(3, 9, 5, 7)) {
            running.view().apply("digits", Records.sample("r-" + times, times));
        }
        Answer first = calls.get("/v1/models/digits/outliers?limit=2");
        running.view().apply("digits", Records.sample("r-99", 99));

        assertThat(first.body().get("outliers").findValuesAsText("requestId")).containsExactly("r-9", "r-7");
        assertThat(calls.get(next(first)).body().get("outliers").findValuesAsText("requestId"))
                .containsExactly("r-5", "r-3");
        assertThat(calls.get("/v1/models/digits/outliers?offset=1&limit=1")
                        .body()
                        .get("outliers")
                        .findValuesAsText("requestId"))
                .containsExactly("r-9");
        assertThat(calls.get("/v1/models/digits/disagreements").body().get("disagreements"))
                .isEmpty();
    }

    @Test
    void shouldFindWhatHappenedInASpan() throws Exception {
        for (int i = 0; i < 10; i++) {
            running.view().apply("digits", Records.verdict(i, VerdictStatus.HEALTHY));
        }
        JsonNode all = calls.get("/v1/models/digits/verdicts").body().get("verdicts");
        String since = all.get(7).get("timestamp").textValue();
        String until = all.get(3).get("timestamp").textValue();

        JsonNode found = calls.get("/v1/models/digits/verdicts?since=" + since + "&until=" + until)
                .body();

        assertThat(found.get("verdicts").findValuesAsText("verdictId"))
                .containsExactly("digits-v5", "digits-v4", "digits-v3", "digits-v2");
        assertThat(found.get("total").intValue()).isEqualTo(4);
    }

    @Test
    void shouldListRolloutsByNameAPageAtATime() throws Exception {
        for (String model : List.of("cats", "apes", "bats", "dogs")) {
            calls.send(
                    "PUT",
                    "/v1/rollouts",
                    Records.file("r", "v1.0", "v2.0").replace("model: digits", "model: " + model));
        }
        Answer first = calls.get("/v1/rollouts?summary=true&limit=2");
        calls.send("PUT", "/v1/rollouts", Records.file("r", "v1.0", "v2.0").replace("model: digits", "model: ants"));

        assertThat(first.body().get("rollouts").findValuesAsText("model")).containsExactly("apes", "bats");
        assertThat(first.body().get("total").intValue()).isEqualTo(4);
        assertThat(calls.get(next(first)).body().get("rollouts").findValuesAsText("model"))
                .containsExactly("cats", "dogs");
        assertThat(calls.get("/v1/rollouts?limit=999999").body().get("rollouts"))
                .hasSize(5);
    }

    @Test
    void shouldListRules() throws Exception {
        calls.send("PUT", "/v1/rollouts", Records.file("digits-v2", "v1.0", "v2.0"));
        for (String unit : List.of("3", "1", "2")) {
            calls.send("PUT", "/v1/models/digits/users/" + unit, "{\"variant\": \"v1.0\", \"reason\": \"careful\"}");
        }

        Answer first = calls.get("/v1/models/digits/users?limit=2");

        assertThat(first.body().get("users").findValuesAsText("unit")).containsExactly("1", "2");
        assertThat(calls.get(next(first)).body().get("users").findValuesAsText("unit"))
                .containsExactly("3");
    }

    /** The address of the next page; empty on the last. */
    private static String next(Answer answer) {
        String link = answer.header("Link");
        assertThat(link.isEmpty()).isEqualTo(answer.body().get("nextCursor").isNull());
        return link.isEmpty() ? "" : link.replaceFirst("<(.*)>; rel=\"next\"", "$1");
    }
}
