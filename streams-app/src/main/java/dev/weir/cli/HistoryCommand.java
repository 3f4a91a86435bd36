package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.topic.Topic;
import dev.weir.topic.Topics;
import dev.weir.wire.RecordTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir verdicts|decisions|metrics|alerts MODEL}: the last ones, oldest first; {@code --follow} goes on. */
@Command
final class HistoryCommand extends ListCommand {
    /** What can be listed. */
    private enum Records implements Kind {
        VERDICTS(
                "verdict",
                Topics.VERDICTS,
                "Show judgements with their evidence.",
                "timestamp",
                "rollout",
                "stage",
                "kind",
                "status",
                "recommendation",
                "message"),
        DECISIONS(
                "decision",
                Topics.DECISIONS,
                "Show what was done, by whom and why.",
                "timestamp",
                "action",
                "rollout",
                "fromStage",
                "toStage",
                "revision",
                "issuedBy",
                "reason"),
        METRICS(
                "metrics",
                Topics.METRICS,
                "Show windowed figures of each variant.",
                "windowStart",
                "variant",
                "role",
                "segment",
                "requests",
                "errors",
                "errorRate",
                "timeoutRate",
                "latencyP50Micros",
                "latencyP95Micros",
                "latencyP99Micros"),
        ALERTS(
                "alert",
                Topics.ALERTS,
                "Show what people were told.",
                "timestamp",
                "severity",
                "event",
                "rollout",
                "stage",
                "resolved",
                "reason");

        private final String event;
        private final String description;
        private final List<Figures.Column> columns;

        /** All that a record says, for programs. */
        private final RecordTable table;

        Records(String event, Topic<? extends SpecificRecord> topic, String description, String... fields) {
            this.event = event;
            this.table = RecordTable.of(SpecificData.get().getSchema(topic.valueType()));
            this.description = description;
            this.columns = Figures.Column.of(fields);
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public String example() {
            return "--follow";
        }
    }

    private final Records records;

    @Option(names = "--follow", description = "Go on with those to come; with -o json one object a line.")
    private boolean follow;

    private HistoryCommand(Records records) {
        super(records);
        this.records = records;
    }

    /** One command for each kind of records. */
    static List<CommandLine> all() {
        return each(Records.values(), HistoryCommand::new);
    }

    @Override
    int run() throws InterruptedException {
        ControlClient client = client();
        JsonNode answer = answer(client, "");
        List<JsonNode> items = new ArrayList<>();
        answer.path(records.list()).forEach(items::add);
        Collections.reverse(items);
        if (figures().format() == Figures.Format.CSV) {
            Csv.print(out(), List.of(records.table.columns()));
            items.forEach(this::printNext);
        } else if (follow && figures().format() == Figures.Format.JSON) {
            items.forEach(this::printNext);
        } else {
            figures().print(out(), answer, items, records.columns);
        }
        if (!follow) {
            return DONE;
        }
        out().flush();
        client.follow("/v1/stream?model=" + encodedModel(), records.event, this::printHeard);
        if (isUnheard()) {
            return FAILED;
        }
        throw new CommandFailure("the control plane has ended the stream; follow again to go on");
    }

    /** Prints one more; whether to go on. */
    private boolean printHeard(JsonNode item) {
        printNext(item);
        return !isUnheard();
    }

    private void printNext(JsonNode item) {
        if (figures().format() == Figures.Format.CSV) {
            Csv.print(out(), records.table.rows(item));
            out().flush();
        } else {
            figures().printNext(out(), item, records.columns);
        }
    }
}
