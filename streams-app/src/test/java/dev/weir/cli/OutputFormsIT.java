package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.http.RunningControlPlane;
import dev.weir.schema.SampleKind;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.VerdictStatus;
import dev.weir.view.Records;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code -o table|json|csv} of every command that has it. */
class OutputFormsIT {
    /**
     * A drill waits for sidecars, an export and a verification read Kafka, a report has forms of its own, and a calibration
     * asks for days.
     */
    private static final Set<String> TESTED_ELSEWHERE = Set.of("drill", "export", "verify", "report", "calibrate");

    @TempDir
    private Path directory;

    private RunningControlPlane running;

    @BeforeEach
    void start() throws IOException {
        running = RunningControlPlane.start();
        run("apply", List.of("-f", plan().toString()), null);
        running.view().apply(Records.MODEL, Records.verdict(1, VerdictStatus.HEALTHY));
        running.view().apply(Records.MODEL, Records.window("v1.0", null, 10, 80));
        running.view().apply(Records.MODEL, Records.alert(1));
        running.view()
                .apply(
                        Records.MODEL,
                        ShadowSample.newBuilder()
                                .setModel(Records.MODEL)
                                .setRollout("digits-v2")
                                .setRequestId("r1")
                                .setTimestamp(Records.START)
                                .setKind(SampleKind.DISAGREEMENT)
                                .build());
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldPrintFiguresAsTableJsonAndCsvWhereverThereIsTheOption() throws IOException {
        Map<String, List<String>> arguments = new TreeMap<>(Map.of(
                "get", List.of(),
                "plan", List.of(plan().toString()),
                "replay", List.of("--spec", plan().toString(), "--events", events().toString()),
                "sample-size", List.of("--baseline", "0.87", "--effect", "0.02"),
                "compare", List.of("--a", "43/50", "--b", "44/50")));
        for (String command : List.of(
                "status", "explain", "verdicts", "decisions", "metrics", "alerts", "disagreements", "outliers")) {
            arguments.put(command, List.of(Records.MODEL));
        }
        List<String> commands = Commands.all().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec -> spec.findOption("-o") != null && !TESTED_ELSEWHERE.contains(spec.name()))
                .map(CommandLine.Model.CommandSpec::name)
                .toList();
        assertThat(commands).containsExactlyInAnyOrderElementsOf(arguments.keySet());

        for (String command : commands) {
            assertThat(run(command, arguments.get(command), "table"))
                    .as(command)
                    .isNotEmpty();
            assertThat(new ObjectMapper()
                            .readTree(run(command, arguments.get(command), "json"))
                            .isObject())
                    .as(command)
                    .isTrue();
            String csv = run(command, arguments.get(command), "csv");
            assertThat(csv).as(command).endsWith("\r\n");
            try (CSVParser parsed = CSVFormat.RFC4180.parse(new StringReader(csv))) {
                List<CSVRecord> rows = parsed.getRecords();
                assertThat(rows).as("%s: %s", command, csv).isNotEmpty().allSatisfy(row -> assertThat(row.size())
                        .isEqualTo(rows.get(0).size()));
                assertThat(rows.get(0).toList()).as(command).allMatch(column -> column.matches("[a-zA-Z0-9.]+"));
            }
        }
    }

    private Path plan() throws IOException {
        return Files.writeString(directory.resolve("digits-v2.yaml"), Records.file("digits-v2", "v1.0", "v2.0"));
    }

    private Path events() throws IOException {
        return Files.writeString(
                directory.resolve("events.jsonl"),
                """
                {"type":"inference","requestId":"r1","model":"digits","variant":"v1.0","timestamp":1700000000000,"latency":{"durationMicros":900,"status":"OK"}}
                """);
    }

    private String run(String command, List<String> arguments, String form) {
        CommandLine weir =
                new CommandLine(CommandLine.Model.CommandSpec.create().name("weir"));
        Commands.all().forEach(weir::addSubcommand);
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        if (weir.getSubcommands().get(command).getCommandSpec().findOption("--server") != null) {
            all.addAll(List.of("--server", running.uri().toString()));
        }
        if (form != null) {
            all.addAll(List.of("-o", form));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = weir.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        assertThat(code).as("%s: %s", all, err).isZero();
        return out.toString();
    }
}
