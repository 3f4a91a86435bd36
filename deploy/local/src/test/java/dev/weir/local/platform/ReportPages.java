package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.cli.Commands;
import dev.weir.http.Browser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Reports of a rollout that went back by a person's word, from the control plane and from the topics. */
final class ReportPages {
    private final Path directory;
    private final List<String> topics;

    ReportPages(Path directory, Map<String, Object> client) {
        this.directory = directory;
        this.topics = List.of(
                "--bootstrap-servers",
                String.valueOf(client.get("bootstrap.servers")),
                "--schema-registry",
                String.valueOf(client.get("schema.registry.url")));
    }

    /**
     * The report as the topics have it and as the control plane does, which for a young rollout is the same once the
     * windows of its last requests are closed.
     */
    void assertThatBothTellTheSame(String server, String reason) throws IOException {
        JsonNode fromTopics = await().atMost(Duration.ofMinutes(1))
                .until(() -> json("topics.json", topics), report -> report.path("gaps")
                        .isEmpty());
        JsonNode fromServer = json("server.json", List.of("--server", server));

        assertThat(fromTopics.path("outcome").asText())
                .contains("was rolled back by")
                .endsWith(reason);
        for (String part : List.of("outcome", "stages", "decisions", "propagation", "plan")) {
            assertThat(fromServer.path(part)).as(part).isEqualTo(fromTopics.path(part));
        }
        JsonNode toll = fromTopics.path("protected");
        assertThat(toll.path("candidateRequests").asLong()).isPositive();
        assertThat(toll.path("sidecars").asInt()).isEqualTo(2);
        assertThat(toll.path("endToLastAckMicros").asLong()).isBetween(1L, 30_000_000L);
        assertThat(toll.path("candidateRequestsAfterEnd").isNumber()).isTrue();
        assertThat(fromTopics.at("/series/checks").findValuesAsText("metric")).contains("errorRate", "latencyP95");
    }

    /** The page in a browser: its charts are drawn, nothing is fetched, and nobody is shut out. */
    void assertThatThePageServesEverybody(Browser browser) throws IOException {
        Path page = directory.resolve("report.html");
        weir(command(page, topics));

        browser.open(page.toUri().toString());

        assertThat(browser.all("h1")).singleElement().satisfies(title -> assertThat(title.getText())
                .startsWith("digits, rollout "));
        assertThat(browser.chartsDrawn()).isGreaterThanOrEqualTo(6);
        assertThat(browser.run("return performance.getEntriesByType('resource').length"))
                .isEqualTo(0L);
        assertThat(browser.barriers()).isEmpty();
        browser.preferDark();
        assertThat(browser.barriers()).as("in the dark").isEmpty();
        assertThat(browser.errors()).isEmpty();
    }

    private JsonNode json(String name, List<String> source) throws IOException {
        Path file = directory.resolve(name);
        weir(command(file, source));
        return new ObjectMapper().readTree(Files.readString(file));
    }

    private static List<String> command(Path file, List<String> source) {
        List<String> command = new ArrayList<>(List.of("report", "digits", "--out", file.toString()));
        command.addAll(source);
        return command;
    }

    private static void weir(List<String> arguments) {
        StringWriter said = new StringWriter();
        CommandLine weir =
                new CommandLine(CommandLine.Model.CommandSpec.create().name("weir"));
        Commands.all().forEach(weir::addSubcommand);
        int exit = weir.setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(exit).as(said.toString()).isZero();
    }
}
