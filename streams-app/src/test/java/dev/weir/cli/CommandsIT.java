package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.config.AccessToken;
import dev.weir.http.RunningControlPlane;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictStatus;
import dev.weir.view.Records;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @CommandLine.Command(name = "weir")
    private static final class Main {}

    @TempDir
    private Path directory;

    private RunningControlPlane running;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() {
        running = RunningControlPlane.start();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldTakeARolloutFromSubmissionToAbortion() throws IOException {
        assertThat(weir("apply", "-f", file().toString())).isZero();
        assertThat(weir("apply", "-f", file().toString())).isZero();
        assertThat(weir("pause", "digits", "--reason", "lunch")).isZero();
        assertThat(weir("get")).isZero();
        assertThat(weir("abort", "digits", "--reason", "enough")).isZero();

        assertThat(out.toString())
                .contains("rollout digits-v2 of digits started")
                .contains("rollout digits-v2 of digits is the one submitted last; nothing changes")
                .contains("digits: PAUSE at baseline (digits-d2)")
                .contains("model   rollout    status  stage     baseline  candidate  verdict  killSwitch")
                .contains("digits  digits-v2  PAUSED  baseline  v1.0      v2.0                false")
                .contains("digits: ABORT, routing revision 2 (digits-d3)");
        assertThat(running.commands())
                .extracting(command -> command.getIssuedBy())
                .containsOnly("ada");
    }

    @Test
    void shouldPrintEveryLineOfABadFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("bad.yaml"),
                Records.file("digits-v2", "v1.0", "v2.0").replace("weight: 10", "wieght: 10"));

        assertThat(weir("apply", "-f", file.toString())).isEqualTo(1);

        assertThat(err.toString())
                .contains("The rollout file cannot be accepted")
                .contains("line 8: spec.stages[0].wieght is not known; did you mean weight?");
    }

    @Test
    void shouldSayTheSameWithoutAControlPlane() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "spec: { models: digits }");

        assertThat(weir("plan", bad.toString())).isEqualTo(1);
        assertThat(weir("plan", file().toString())).isZero();

        assertThat(err.toString()).contains(bad + ": line 1: spec.models is not known; did you mean model?");
        assertThat(out.toString())
                .contains("stage      candidatePercent  minDuration  maxDuration  earliestStart")
                .contains("full       95                10s          30s          30s")
                .contains("promoted after 40s at the earliest");
    }

    @Test
    void shouldListEveryRolloutThoughTheyAreSeveralPages() throws IOException {
        for (int i = 0; i < 101; i++) {
            Path file = directory.resolve("plan.yaml");
            Files.writeString(file, Records.file("r", "v1.0", "v2.0").replace("digits", "model-" + (1_000 + i)));
            assertThat(weir("apply", "-f", file.toString())).isZero();
        }
        out.getBuffer().setLength(0);

        assertThat(weir("get", "-o", "csv")).isZero();

        assertThat(out.toString()).contains("model-1000").contains("model-1099").contains("model-1100");
    }

    @Test
    void shouldExitWithOneAndTheReasonWhenRefused() throws IOException {
        weir("apply", "-f", file().toString());

        assertThat(weir("promote", "digits", "--reason", "now")).isEqualTo(1);

        assertThat(err.toString()).contains("promote: the rollout is at baseline; only its last stage can be promoted");
    }

    @Test
    void shouldTurnTheKillSwitchInAnyCase() throws IOException {
        weir("apply", "-f", file().toString());

        assertThat(weir("kill-switch", "digits", "on", "--reason", "fire")).isZero();

        assertThat(out.toString()).contains("digits: KILL at baseline, routing revision 2");
        assertThat(running.view().model("digits").orElseThrow().state().killSwitch())
                .isTrue();
    }

    @Test
    void shouldExitWithThreeOnceTheRolloutIsRolledBack() throws IOException {
        weir("apply", "-f", file().toString());
        assertThat(weir("status", "digits", "--exit-code")).isZero();

        weir("rollback", "digits", "--reason", "errors");

        assertThat(weir("status", "digits", "--exit-code")).isEqualTo(3);
        assertThat(weir("status", "digits")).isZero();
        assertThat(out.toString())
                .contains("digits: rollout digits-v2 (attempt 1) ROLLED_BACK, v1.0 -> v2.0")
                .contains("[x] baseline")
                .contains("[ ] canary-10");
    }

    @Test
    void shouldWatchARolloutToItsEnd() throws IOException {
        weir("apply", "-f", file().toString());
        CompletableFuture<Integer> exit =
                CompletableFuture.supplyAsync(() -> weir("status", "digits", "--watch", "--exit-code"));
        await().atMost(PATIENCE).until(() -> out.toString().contains("IN_PROGRESS"));

        running.view()
                .apply(
                        "digits",
                        Records.decision(2, DecisionAction.ROLLBACK, "digits-v2", "baseline", null, 9, "weir"));

        assertThat(exit.join()).isEqualTo(3);
        assertThat(running.view()
                        .model("digits")
                        .orElseThrow()
                        .state()
                        .rollout()
                        .status())
                .isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void shouldGoOnWatchingOverARestartOfTheControlPlane() throws IOException {
        weir("apply", "-f", file().toString());
        CompletableFuture<Integer> exit =
                CompletableFuture.supplyAsync(() -> weir("status", "digits", "--watch", "--exit-code"));
        await().atMost(PATIENCE).until(() -> out.toString().contains("IN_PROGRESS"));

        err.getBuffer().setLength(0);
        running.restart(
                () -> await().atMost(PATIENCE).until(() -> err.toString().contains("cannot be reached")));
        running.view()
                .apply(
                        "digits",
                        Records.decision(2, DecisionAction.ROLLBACK, "digits-v2", "baseline", null, 9, "weir"));

        assertThat(exit.join()).isEqualTo(3);
        assertThat(err.toString().lines()).hasSize(1).first().asString().endsWith("; trying again");
    }

    @Test
    void shouldListHistoryOldestFirstAsTableCsvAndJson() throws IOException {
        running.view().apply("digits", Records.verdict(1, VerdictStatus.HEALTHY));
        running.view().apply("digits", Records.verdict(2, VerdictStatus.DEGRADED));

        weir("verdicts", "digits");
        assertThat(out.toString().lines())
                .hasSize(3)
                .startsWith("timestamp                 rollout    stage      kind    status    recommendation  message")
                .last()
                .asString()
                .endsWith("CANARY  DEGRADED  CONTINUE        figures of verdict 2");
        out.getBuffer().setLength(0);
        weir("verdicts", "digits", "-o", "csv");
        assertThat(out.toString()).contains("\r\n");
        assertThat(out.toString().lines())
                .hasSize(3)
                .startsWith(
                        "verdictId,model,rollout,stage,timestamp,kind,status,recommendation,abStatus,message,closedUntil,readings,"
                                + "checks.metric,checks.segment,checks.baselineValue,checks.candidateValue,checks.ratio,"
                                + "checks.threshold,checks.baselineSamples,checks.candidateSamples,checks.requiredSamples,"
                                + "checks.ciLow,checks.ciHigh,checks.pValue,checks.eValue,checks.eValueNeeded,"
                                + "checks.advanceEValue,checks.advanceEValueNeeded,checks.worseEValue,checks.state")
                .last()
                .asString()
                .startsWith("digits-v2,digits,digits-v2,canary-10,2026-01-02T03:00:02.000Z,CANARY,DEGRADED,CONTINUE,,"
                        + "figures of verdict 2,");
        out.getBuffer().setLength(0);
        weir("verdicts", "digits", "-o", "json", "--limit", "1");
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.at("/verdicts/0/verdictId").textValue()).isEqualTo("digits-v2");
    }

    @Test
    void shouldReportARolloutThatRunsAndSayThatItDoes() throws IOException {
        weir("apply", "-f", file().toString());
        Path page = directory.resolve("digits.html");

        assertThat(weir("report", "digits", "--out", page.toString())).isZero();

        assertThat(Files.readString(page)).contains("v2.0 is still on its way, in baseline");
        assertThat(err.toString()).contains("digits has not ended yet");
        assertThat(out.toString()).contains("written to " + page);
    }

    @Test
    void shouldSayWhichRolloutsThereAreToReport() throws IOException {
        weir("apply", "-f", file().toString());

        assertThat(weir("report", "digits", "--rollout", "digits-v9", "--out", "x.md"))
                .isEqualTo(1);
        assertThat(weir("report", "digits", "--out", "digits.pdf")).isEqualTo(2);
        assertThat(weir("report", "digits")).isEqualTo(2);

        assertThat(err.toString())
                .contains("model 'digits' had no rollout 'digits-v9'; known are digits-v2")
                .contains("--out digits.pdf does not tell the form; end it with .html, .md or .json");
    }

    @Test
    void shouldKeepATableWholeWhateverItsTextsHold() {
        Verdict torn = Verdict.newBuilder(Records.verdict(1, VerdictStatus.HEALTHY))
                .setMessage("two\nlines\u001b[2J")
                .build();
        running.view().apply("digits", torn);

        weir("verdicts", "digits");

        assertThat(out.toString().lines()).hasSize(2).last().asString().endsWith("two lines [2J");
    }

    @Test
    void shouldShowAnExampleInTheHelpOfEveryCommand() {
        for (CommandLine command : Commands.all()) {
            List<CommandLine> named = command.getSubcommands().isEmpty()
                    ? List.of(command)
                    : List.copyOf(command.getSubcommands().values());
            assertThat(named).extracting(CommandLine::getUsageMessage).allSatisfy(help -> assertThat(help)
                    .containsPattern("Examples?:\\s+weir "));
        }
    }

    @Test
    void shouldFollowUntilTheControlPlaneIsGone() {
        running.view().apply("digits", Records.table(1, null, 0));
        CompletableFuture<Integer> exit =
                CompletableFuture.supplyAsync(() -> weir("verdicts", "digits", "--follow", "-o", "json"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            running.view().apply("digits", Records.verdict(7, VerdictStatus.HEALTHY));
            assertThat(out.toString()).contains("\"verdictId\":\"digits-v7\"");
        });

        running.close();

        assertThat(exit.join()).isEqualTo(1);
        assertThat(err.toString()).containsAnyOf("has ended the stream", "cannot be reached");
    }

    /** As behind a pipe to head: who goes on then is never stopped by anybody. */
    @Test
    void shouldEndWhenNobodyReadsWhatItFollows() throws IOException {
        running.view().apply("digits", Records.table(1, null, 0));
        Writer closed = Writer.nullWriter();
        closed.close();
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> main().setOut(new PrintWriter(closed))
                .execute(
                        "verdicts",
                        "digits",
                        "--follow",
                        "--server",
                        running.uri().toString()));

        await().atMost(PATIENCE).untilAsserted(() -> {
            running.view().apply("digits", Records.verdict(7, VerdictStatus.HEALTHY));
            assertThat(exit).isCompletedWithValue(1);
        });
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldNameTheAddressWhenNoControlPlaneIsThere() throws IOException {

        int exit = main().execute("get", "--server", "http://127.0.0.1:1");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString())
                .contains("the control plane at http://127.0.0.1:1 cannot be reached")
                .contains("WEIR_SERVER");
    }

    @Test
    void shouldExitWithTwoOnWrongUse() {
        assertThat(main().execute("pause", "digits")).isEqualTo(2);
        assertThat(main().execute("kill-switch", "digits", "maybe", "--reason", "r"))
                .isEqualTo(2);
        assertThat(main().execute("topics")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required option: '--reason=TEXT'");
    }

    @Test
    void shouldGiveAUnitAVariantAndTakeItBack() throws IOException {
        weir("apply", "-f", file().toString());

        assertThat(weir("override", "digits", "--unit", "42", "--variant", "v1.0", "--reason", "asked for"))
                .isZero();
        assertThat(weir("override", "digits", "--segment", "user_type=free", "--variant", "v1.0", "--reason", "so"))
                .isZero();
        assertThat(weir("status", "digits")).isZero();
        assertThat(weir("override", "digits", "--unit", "42", "--remove", "--reason", "over"))
                .isZero();

        assertThat(out.toString())
                .contains("digits: OVERRIDE at baseline, routing revision 2 (digits-d2)")
                .contains("  1 unit with a rule of its own")
                .contains("  user_type=free gets v1.0 whatever the weights say");
        assertThat(weir("override", "digits", "--unit", "42", "--remove", "--reason", "over"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("unit 42 has no rule of its own");
        assertThat(weir("override", "digits", "--segment", "free", "--remove", "--reason", "over"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--segment free names no segment; write KEY=VALUE");
        assertThat(weir("override", "digits", "--unit", "42", "--reason", "over"))
                .isEqualTo(2);
    }

    @Test
    void shouldSayHowARolloutThatHasEndedIsTriedOnceMore() throws IOException {
        weir("apply", "-f", file().toString());
        weir("rollback", "digits", "--reason", "errors");
        assertThat(weir("apply", "-f", file().toString())).isZero();
        assertThat(out.toString())
                .contains(
                        "nothing changes; it has ended as ROLLED_BACK: give it another metadata.name to try once more");
    }

    @Test
    void shouldTakeAPlanThatIsShortForAReason() throws IOException {
        Path file = Files.writeString(
                directory.resolve("short.yaml"),
                Records.file("digits-v2", "v1.0", "v2.0").replaceFirst("(?m)^.*override:.*\n", ""));

        assertThat(weir("apply", "-f", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("spec.stages skips the shadow stage");
        assertThat(weir("apply", "-f", file.toString(), "--override-reason", "it only reads"))
                .isZero();
        assertThat(out.toString()).contains("rollout digits-v2 of digits started");
    }

    @Test
    void shouldSayWhatARolloutWaitsFor() throws IOException {
        weir("apply", "-f", file().toString());

        assertThat(weir("explain", "digits")).isZero();
        assertThat(out.toString())
                .contains("digits, rollout digits-v2 in baseline waits for 2 things before ")
                .contains("no request has been weighed yet");
    }

    @Test
    void shouldSayHowToSendATokenWhereOneIsAskedFor() {
        try (RunningControlPlane guarded = RunningControlPlane.start(
                List.of(AccessToken.of("ada", AccessToken.Role.OPERATOR, "a secret that is long enough")))) {
            String server = guarded.uri().toString();
            StringWriter refused = new StringWriter();
            int without = main().setErr(new PrintWriter(refused)).execute("get", "--server", server);
            int with = main().execute("get", "--server", server, "--token", "a secret that is long enough");

            assertThat(without).isEqualTo(1);
            assertThat(refused.toString()).contains("--token TOKEN or WEIR_TOKEN");
            assertThat(with).isZero();
        }
    }

    @Test
    void shouldExplainEveryCommand() {
        for (CommandLine command : Commands.all()) {
            String usage = command.getUsageMessage();
            assertThat(usage).contains("-h, --help");
            assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        }
        assertThat(main().getSubcommands().keySet())
                .containsExactly(
                        "apply",
                        "get",
                        "status",
                        "explain",
                        "pause",
                        "resume",
                        "advance",
                        "approve",
                        "rollback",
                        "abort",
                        "promote",
                        "drill",
                        "kill-switch",
                        "override",
                        "verdicts",
                        "decisions",
                        "metrics",
                        "alerts",
                        "disagreements",
                        "outliers",
                        "report",
                        "verify",
                        "plan",
                        "sample-size",
                        "compare",
                        "topics",
                        "publish",
                        "export",
                        "replay",
                        "calibrate");
    }

    @Test
    void shouldSayThatKafkaIsAway() throws IOException {
        for (List<String> command : List.of(
                List.of("topics", "check"),
                List.of("topics", "create"),
                List.of("export", "decisions"),
                List.of("verify", "--last", "digits"))) {
            List<String> all = new ArrayList<>(command);
            all.addAll(List.of("--bootstrap-server", "127.0.0.1:1"));
            err.getBuffer().setLength(0);

            assertThat(main().execute(all.toArray(String[]::new))).isEqualTo(1);

            assertThat(err.toString())
                    .startsWith("Kafka cannot be reached (127.0.0.1:1: nothing listens there)")
                    .contains("bootstrap.servers is 127.0.0.1:1, change it with --bootstrap-server");
        }
    }

    @Test
    void shouldCheckAWholeEventFileBeforeItPublishes() throws IOException {
        Path events = Files.writeString(
                directory.resolve("events.jsonl"),
                "{\"type\":\"outcome\",\"requestId\":\"r1\",\"model\":\"digits\",\"timestamp\":1,\"label\":\"7\"}\n{}\n");

        assertThat(main().execute("publish", events.toString())).isEqualTo(1);

        assertThat(err.toString()).contains(events + " line 2: type is missing; write inference or outcome");
    }

    private Path file() throws IOException {
        return Files.writeString(directory.resolve("digits-v2.yaml"), Records.file("digits-v2", "v1.0", "v2.0"));
    }

    private int weir(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("plan")) {
            all.add("--server");
            all.add(running.uri().toString());
            all.add("--as");
            all.add("ada");
        }
        return main().execute(all.toArray(String[]::new));
    }

    private CommandLine main() {
        CommandLine main = new CommandLine(new Main());
        Commands.all().forEach(main::addSubcommand);
        return main.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
