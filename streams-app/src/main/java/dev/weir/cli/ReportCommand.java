package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.report.Dossier;
import dev.weir.report.HtmlReport;
import dev.weir.report.MarkdownReport;
import dev.weir.report.RolloutReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir report MODEL --out FILE}: a rollout from its start to its end, for whoever was not there. */
@Command(
        name = "report",
        description = {
            "Write a report of a rollout: how it ended and why, each decision with its evidence, what it cost and what is still"
                    + " to do.",
            "The control plane remembers about an hour. With --config or --bootstrap-servers the topics themselves are read, "
                    + "which keep verdicts and decisions for a year."
        },
        footer = {
            "",
            "Examples:",
            "  weir report digits --out digits.html",
            "  weir report digits --out digits.md --rollout digits-v2 --bootstrap-servers kafka:9092",
            "  weir report digits -o json --out - | jq .protected"
        })
final class ReportCommand extends WeirCommand {
    /** Forms of a report. */
    enum Form {
        HTML,
        MD,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private ServerOptions server;

    @Mixin
    private KafkaOptions kafka;

    @Parameters(paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write it, - for standard output; its ending, .html, .md or .json, tells the form.")
    private String file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "html, md or json, whatever the ending.")
    private Form form;

    @Option(names = "--rollout", paramLabel = "NAME", description = "An earlier rollout (default: the last one).")
    private String rollout;

    @Override
    int run() throws InterruptedException {
        Form asked = form == null ? formOf(file) : form;
        Dossier dossier = kafka.isAsked()
                ? ReportSources.topics(kafka.reachable(), model, rollout, err()::println)
                : ReportSources.controlPlane(server.client(), model);
        ObjectNode report = RolloutReport.of(dossier, rollout)
                .orElseThrow(() -> ReportSources.unknown(dossier.decisions(), model, rollout));
        report.path("gaps").forEach(gap -> err().println("note: " + Figures.plain(gap.asText())));
        if (report.path("endedAt").isNull()) {
            err().println("note: " + model + " has not ended yet; the report says how far it has come");
        }
        write(text(report, asked));
        return DONE;
    }

    private static Form formOf(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            return Form.HTML;
        }
        if (name.endsWith(".md")) {
            return Form.MD;
        }
        if (name.endsWith(".json")) {
            return Form.JSON;
        }
        throw CommandFailure.misuse("--out " + file
                + " does not tell the form; end it with .html, .md or .json, or say -o html, md or json");
    }

    private static String text(JsonNode report, Form form) {
        return switch (form) {
            case HTML -> HtmlReport.of(report);
            case MD -> MarkdownReport.of(report);
            case JSON -> report.toPrettyString() + System.lineSeparator();
        };
    }

    private void write(String text) {
        if (file.equals("-")) {
            out().print(text);
            return;
        }
        try {
            Files.writeString(Path.of(file), text);
        } catch (IOException unwritable) {
            throw new CommandFailure(file + " cannot be written: " + unwritable.getMessage());
        }
        out().println("written to " + file);
    }
}
