package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code weir replay} over files in which both variants answered every request; the candidate fails one in four. */
class ReplayCommandTest {
    private static final int SECONDS = 180;
    private static final int RATE = 20;
    private static final long START = 1_700_000_000_000L;

    @CommandLine.Command(name = "weir")
    private static final class Main {}

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path spec;
    private Path first;
    private Path second;

    @BeforeEach
    void write() throws IOException {
        spec = Files.writeString(
                directory.resolve("plan.yaml"),
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: sentiment-v2 }
                spec:
                  model: sentiment
                  baseline: v1.0
                  candidate: v2.0
                  override: { skippedStages: a test of one canary }
                  stages:
                    - { name: canary-25, weight: 25, minDuration: 2h }
                    - { name: full, weight: 100, minDuration: 48h }
                """);
        List<String> lines = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < SECONDS * RATE; i++) {
            long at = START + 1_000L * i / RATE;
            lines.add(line(i, "v1.0", at, random.nextInt(100) == 0));
            lines.add(line(i, "v2.0", at, random.nextInt(4) == 0));
        }
        first = Files.write(directory.resolve("first.jsonl"), lines.subList(0, lines.size() / 2));
        second = Files.write(directory.resolve("second.jsonl"), lines.subList(lines.size() / 2, lines.size()));
    }

    private static String line(int request, String variant, long at, boolean fails) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"inference\",\"requestId\":\"r%d\",\"model\":\"sentiment\",\"variant\":\"%s\",\"timestamp\":%d,"
                        + "\"latency\":{\"durationMicros\":%d,\"status\":\"%s\"}}",
                request,
                variant,
                at,
                10_000 + 37 * request % 5_000,
                fails ? "ERROR" : "OK");
    }

    @Test
    void shouldShowWhatThePlanWouldHaveDecidedAndWhen() throws IOException {
        assertThat(replay(
                        "--route",
                        "--set",
                        "baselineCollection.minDuration=10s",
                        "--set",
                        "baselineCollection.minSamples=100",
                        "-o",
                        "json",
                        "--exit-code"))
                .as(err.toString())
                .isEqualTo(3);
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        JsonNode rollout = answer.at("/rollouts/0");
        assertThat(rollout.path("status").asText()).isEqualTo("ROLLED_BACK");
        assertThat(texts(rollout.path("decisions"), "action")).containsExactly("START", "ADVANCE", "ROLLBACK");
        JsonNode rollback = rollout.path("decisions").get(2);
        assertThat(rollback.path("reason").asText()).contains("errorRate");
        assertThat(texts(rollout.path("verdicts"), "verdictId"))
                .contains(rollback.path("verdictId").asText());
        JsonNode events = answer.path("events");
        assertThat(events.path("read").asLong()).isEqualTo(2L * SECONDS * RATE);
        assertThat(events.path("counted").asLong() + events.path("notTaken").asLong())
                .isEqualTo(2L * SECONDS * RATE);
        assertThat(events.path("counted").asLong()).isEqualTo((long) SECONDS * RATE);
    }

    @Test
    void shouldPrintATableForPeople() {
        assertThat(replay(
                        "--route",
                        "--set",
                        "baselineCollection.minDuration=10s",
                        "--set",
                        "baselineCollection.minSamples=100"))
                .isZero();
        assertThat(out.toString())
                .contains("ROLLBACK  canary-25")
                .contains("sentiment: rollout sentiment-v2 (attempt 1) ROLLED_BACK, v1.0 -> v2.0")
                .contains("events: read " + 2 * SECONDS * RATE);
    }

    @Test
    void shouldReplayAPlanWhoseLastTrainingWasOnADayThatHasPassed() throws IOException {
        Files.writeString(spec, Files.readString(spec) + "  retraining: { last: 2026-01-02 }\n");

        assertThat(replay("-o", "json")).as(err.toString()).isZero();
    }

    @Test
    void shouldStayInTheBaselineWhenTheLogIsShorterThanThePlanCollects() throws IOException {
        assertThat(replay("-o", "json")).isZero();
        JsonNode rollout = new ObjectMapper().readTree(out.toString()).at("/rollouts/0");
        assertThat(rollout.path("status").asText()).isEqualTo("IN_PROGRESS");
        assertThat(rollout.path("stage").asText()).isEqualTo("baseline");
    }

    @Test
    void shouldGoOnPastLinesThatAreNoEventsAndCountThem() throws IOException {
        Files.writeString(first, Files.readString(first) + "{\"type\":\"inference\"}\nnot json\n");
        assertThat(replay("-o", "json")).isZero();
        JsonNode events = new ObjectMapper().readTree(out.toString()).path("events");
        assertThat(events.path("dead").asLong()).isEqualTo(2);
        assertThat(events.at("/deadByReason/UNREADABLE").asLong()).isEqualTo(2);
        assertThat(err.toString())
                .contains("first.jsonl line " + (SECONDS * RATE + 1))
                .contains("this is not JSON");
    }

    @Test
    void shouldSayWhatIsMissingWhenItCannotReplay() {
        assertThat(weir("replay", "--spec", spec.toString(), "--events", "nowhere.jsonl"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("nowhere.jsonl cannot be read");
        assertThat(replay("--set", "model=another")).isEqualTo(1);
        assertThat(err.toString()).contains("no event of model another is in the files");
        assertThat(replay("--set", "candidate=v1.0")).isEqualTo(1);
        assertThat(err.toString()).contains("plan.yaml").contains("candidate");
    }

    private int replay(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("replay", "--spec", spec.toString(), "--events", first.toString(), second.toString()));
        arguments.addAll(List.of(more));
        return weir(arguments.toArray(String[]::new));
    }

    private int weir(String... arguments) {
        CommandLine weir = new CommandLine(new Main());
        Commands.all().forEach(weir::addSubcommand);
        return weir.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static List<String> texts(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }
}
