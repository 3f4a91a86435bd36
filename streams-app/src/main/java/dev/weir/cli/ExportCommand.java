package dev.weir.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.topic.Topic;
import dev.weir.topic.Topics;
import dev.weir.wire.JsonCodec;
import dev.weir.wire.RecordTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code weir export TOPIC}: the records of a topic as JSON Lines or CSV, straight from Kafka. */
@Command(
        name = "export",
        description = {
            "Write the records of a topic as JSON Lines or CSV, straight from Kafka and as far back as they are kept.",
            "Of events this makes files that 'weir replay' and 'weir publish' read."
        },
        footer = {
            "",
            "Examples:",
            "  weir export verdicts -o csv --out verdicts.csv",
            "  weir export decisions --model digits --since 7d | jq .reason",
            "  weir export inference-events --since 2026-01-02T00:00:00Z --out monday.jsonl.gz"
        })
final class ExportCommand extends WeirCommand {
    /** What event files call the two kinds of events. */
    private static final Map<Topic<?>, String> EVENT_TYPES =
            Map.of(Topics.INFERENCE_EVENTS, "inference", Topics.OUTCOMES, "outcome");

    private static final int COMPLAINTS = 3;

    /** Forms a topic can be written in. */
    private enum Form {
        JSON,
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The topics whose records have a schema, by name without prefix, for the help and for completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return topics().stream().map(Topic::suffix).iterator();
        }
    }

    @Mixin
    private KafkaOptions kafka;

    @Parameters(
            paramLabel = "TOPIC",
            completionCandidates = Names.class,
            description = "Topic, with or without its prefix: ${COMPLETION-CANDIDATES}.")
    private String name;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "json",
            description = "json, one object a line, or csv (default: ${DEFAULT-VALUE}).")
    private Form form;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to; .gz is compressed (default: what is printed).")
    private Path file;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "Only what was written from then on: ISO-8601, epoch milliseconds, or how long ago, e.g. 2h.")
    private Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "Only what was written before then.")
    private Instant until;

    @Option(names = "--model", paramLabel = "MODEL", description = "Only of this model.")
    private String model;

    @Option(names = "--follow", description = "Go on with the records to come, until interrupted.")
    private boolean follow;

    @Override
    int run() {
        Topic<? extends SpecificRecord> topic = topic();
        long[] counts = new long[2];
        try (TopicReader reader = new TopicReader(kafka.reachable(), topic, complaint -> {
                    if (counts[1]++ < COMPLAINTS) {
                        err().println(complaint);
                    }
                });
                ExportTarget target = ExportTarget.of(file, out())) {
            Lines lines = new Lines(topic, target.writer());
            lines.begin();
            reader.read(since, until, follow, this::isEnough, lines);
            target.keep();
            counts[0] = lines.count;
        } catch (KafkaException failure) {
            throw new CommandFailure(failure.getMessage() + causeOf(failure)
                    + "; name the cluster with --bootstrap-server and --schema-registry, or a --config");
        } catch (IOException | UncheckedIOException failure) {
            throw new CommandFailure(
                    (file == null ? "the output" : file) + " cannot be written: " + failure.getMessage());
        }
        String left = counts[1] == 0 ? "" : ", " + counts[1] + " could not be read and are left out";
        err().println(topic.suffix() + ": " + counts[0] + " records" + left);
        return counts[1] == 0 ? DONE : FAILED;
    }

    private boolean isEnough() {
        return Thread.currentThread().isInterrupted() || file == null && isUnheard();
    }

    private static String causeOf(KafkaException failure) {
        return failure.getCause() == null || failure.getCause().getMessage() == null
                ? ""
                : " (" + failure.getCause().getMessage() + ")";
    }

    private Topic<? extends SpecificRecord> topic() {
        return topics().stream()
                .filter(topic -> name.equals(topic.suffix()) || name.endsWith("." + topic.suffix()))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        commandLine(),
                        "'" + name + "' is no topic that can be exported; write one of "
                                + String.join(", ", new Names())));
    }

    /** All topics of records; packed counts and dead letters have no schema. */
    static List<Topic<? extends SpecificRecord>> topics() {
        List<Topic<? extends SpecificRecord>> records = new ArrayList<>();
        for (Topic<?> topic : Topics.all()) {
            if (SpecificRecord.class.isAssignableFrom(topic.valueType())) {
                @SuppressWarnings("unchecked") // just asked
                Topic<? extends SpecificRecord> typed = (Topic<? extends SpecificRecord>) topic;
                records.add(typed);
            }
        }
        return records;
    }

    /** Writes records one below the other. */
    private final class Lines implements TopicReader.Taker {
        private final String eventType;
        private final RecordTable table;
        private final Writer writer;
        private long count;

        private Lines(Topic<? extends SpecificRecord> topic, Writer writer) {
            this.eventType = EVENT_TYPES.get(topic);
            this.table = RecordTable.of(SpecificData.get().getSchema(topic.valueType()));
            this.writer = writer;
        }

        private void begin() {
            if (form == Form.CSV) {
                Csv.print(writer, List.of(table.columns()));
            }
        }

        @Override
        public void take(String key, SpecificRecord value) {
            ObjectNode json = JsonCodec.toJson(value);
            if (model != null && !model.equals(json.path("model").asText())) {
                return;
            }
            count++;
            if (form == Form.CSV) {
                Csv.print(writer, table.rows(json));
                return;
            }
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            if (eventType != null) {
                line.put("type", eventType);
            }
            try {
                writer.append(line.setAll(json).toString()).append('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void pause() {
            try {
                if (follow) {
                    writer.flush();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
