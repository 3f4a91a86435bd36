package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.view.Records;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CalibrateCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintTheSameJsonForTheSameSeed() throws IOException {
        String[] command = {
            "calibrate", "--spec", spec(), "--events", log("v1.0"), "--replications", "3", "--harmed", "1", "-o", "json"
        };
        assertThat(weir(command)).as(err.toString()).isZero();
        String first = out.toString();
        out.getBuffer().setLength(0);
        assertThat(weir(command)).isZero();

        assertThat(out.toString()).isEqualTo(first);
        JsonNode found = new ObjectMapper().readTree(first);
        assertThat(found.path("requests").asInt()).isEqualTo(3_000);
        assertThat(found.at("/falseAlarms/0/of").asInt()).isEqualTo(3);
        assertThat(found.at("/falseAlarms/0/allowed").asDouble()).isEqualTo(0.05);
        assertThat(found.path("harm"))
                .extracting(harm -> harm.path("metric").asText())
                .containsExactly("errorRate", "timeoutRate", "latency");
    }

    @Test
    void shouldSayWhenTheLogHasNothingOfTheBaseline() throws IOException {
        assertThat(weir("calibrate", "--spec", spec(), "--events", log("v9.0"))).isEqualTo(1);

        assertThat(err.toString()).contains("the files hold no request of model digits that its baseline v1.0 served");
    }

    private String spec() throws IOException {
        Path file = directory.resolve("plan.yaml");
        return Files.writeString(file, Records.file("digits-v2", "v1.0", "v2.0"))
                .toString();
    }

    private String log(String variant) throws IOException {
        String lines = IntStream.range(0, 3_000)
                .mapToObj(i ->
                        """
                        {"type": "inference", "requestId": "r%d", "model": "digits", "variant": "%s", "timestamp": %d,\
                         "latency": {"durationMicros": %d, "status": "OK"}}
                        """
                                .formatted(i, variant, 1_767_322_800_000L + 20 * i, 5_000 + i % 100))
                .collect(Collectors.joining());
        return Files.writeString(directory.resolve("log.jsonl"), lines).toString();
    }

    private int weir(String... arguments) {
        CommandLine weir =
                new CommandLine(CommandLine.Model.CommandSpec.create().name("weir"));
        Commands.all().forEach(weir::addSubcommand);
        return weir.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
