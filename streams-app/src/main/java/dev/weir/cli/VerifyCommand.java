package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.AppConfig;
import dev.weir.topic.Topics;
import dev.weir.verify.EventTape;
import dev.weir.verify.Finding;
import dev.weir.verify.Finding.Figure;
import dev.weir.verify.Finding.Word;
import dev.weir.verify.Recorded;
import dev.weir.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir verify DECISION}: whether a decision is what the events on the topic lead to. */
@Command(
        name = "verify",
        description = {
            "Derive a decision once more from the events on the topic, and compare it with the log, figure by figure.",
            "VERIFIED: the same to the last bit. DIFFERS: something else comes out. UNVERIFIABLE: what it rests on is not there"
                    + " any more, or is not derived; the reason is said."
        },
        footer = {
            "",
            "Exit codes: 0 all of them are verified, 1 one differs or cannot be verified, 2 wrong use.",
            "",
            "Examples:",
            "  weir verify digits-d9 --config streams.yaml",
            "  weir verify --last digits --bootstrap-servers kafka:9092 -o json",
            "  weir verify --all digits --rollout digits-v2"
        })
final class VerifyCommand extends WeirCommand {
    private static final List<Figures.Column> COLUMNS =
            Figures.Column.of("decisionId", "check", "figure", "recorded", "derived", "same");

    @Mixin
    private Figures figures;

    @Mixin
    private KafkaOptions kafka;

    @ArgGroup(multiplicity = "1")
    private What what;

    /** Which decisions. */
    static final class What {
        @Parameters(paramLabel = "DECISION", description = "Id of a decision, as weir decisions -o json shows it.")
        private String decision;

        @Option(
                names = "--last",
                paramLabel = "MODEL",
                description = "The last decision of a model that rests on a verdict.")
        private String last;

        @Option(names = "--all", paramLabel = "MODEL", description = "All those of a rollout of a model.")
        private String all;
    }

    @Option(names = "--rollout", paramLabel = "NAME", description = "With --last or --all: an earlier rollout.")
    private String rollout;

    @Override
    int run() {
        String model = model();
        AppConfig config = kafka.reachable();
        try {
            List<SpecificRecord> decisions = ReportSources.raw(config, Topics.DECISIONS, model, err()::println);
            List<SpecificRecord> verdicts = ReportSources.raw(config, Topics.VERDICTS, model, err()::println);
            List<Finding> findings = new ArrayList<>();
            for (String id : ids(decisions, model)) {
                findings.add(Verification.of(
                                model,
                                id,
                                decisions,
                                verdicts,
                                config.evidence(),
                                stretch -> EventTape.read(config.kafkaClient(), config.topics(), model, stretch))
                        .orElseThrow(() -> unknown(id, decisions)));
            }
            print(findings);
            return findings.stream().allMatch(finding -> finding.word() == Word.VERIFIED) ? DONE : FAILED;
        } catch (KafkaException away) {
            throw CommandFailure.away(away);
        }
    }

    /** The id of a decision begins with its model. */
    private String model() {
        if (what.decision == null) {
            return what.last == null ? what.all : what.last;
        }
        int end = what.decision.lastIndexOf("-d");
        if (end < 1) {
            throw new CommandFailure(
                    "'" + what.decision
                            + "' is no id of a decision; they look like digits-d9, and weir decisions MODEL -o json lists them");
        }
        return what.decision.substring(0, end);
    }

    private List<String> ids(List<SpecificRecord> decisions, String model) {
        if (what.decision != null) {
            return List.of(what.decision);
        }
        List<String> ids = Recorded.derivable(decisions, rollout);
        if (ids.isEmpty()) {
            throw new CommandFailure("the log has no decision of model '" + model + "'"
                    + (rollout == null ? "" : " in rollout '" + rollout + "'") + " that rests on a verdict");
        }
        return what.all == null ? ids.subList(ids.size() - 1, ids.size()) : ids;
    }

    private static CommandFailure unknown(String id, List<SpecificRecord> decisions) {
        List<String> ids = Recorded.derivable(decisions, null);
        return new CommandFailure("no decision '" + id + "' is in the log"
                + (ids.isEmpty() ? "" : "; the last rollout has " + String.join(", ", ids)));
    }

    private void print(List<Finding> findings) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("decisions");
        List<JsonNode> rows = new ArrayList<>();
        for (Finding finding : findings) {
            ObjectNode node = list.addObject()
                    .put("decisionId", finding.decisionId())
                    .put("action", finding.action())
                    .put("word", finding.word().name())
                    .put("why", finding.why())
                    .put("events", finding.events());
            ArrayNode all = node.putArray("figures");
            for (Figure figure : finding.figures()) {
                ObjectNode one = all.addObject().put("check", figure.check()).put("figure", figure.figure());
                one.set("recorded", figure.recorded());
                one.set("derived", figure.derived());
                one.put("same", figure.isSame());
                rows.add(one.deepCopy().put("decisionId", finding.decisionId()));
            }
        }
        if (figures.format() == Figures.Format.TABLE) {
            // Texts that are the same would push the figures off the screen.
            rows.removeIf(
                    row -> row.path("same").asBoolean() && !row.path("recorded").isNumber());
        }
        if (figures.format() != Figures.Format.TABLE || !rows.isEmpty()) {
            figures.print(out(), answer, rows, COLUMNS);
        }
        if (figures.format() == Figures.Format.TABLE) {
            findings.forEach(this::summary);
        }
    }

    private void summary(Finding finding) {
        out().printf(
                        Locale.ROOT,
                        "%s %s: %s%s%n",
                        finding.decisionId(),
                        finding.action(),
                        finding.word(),
                        finding.word() == Word.VERIFIED
                                ? String.format(
                                        Locale.ROOT,
                                        ", %d figures are the same to the last bit, from %,d events",
                                        finding.figures().size(),
                                        finding.events())
                                : ", " + finding.why());
    }
}
