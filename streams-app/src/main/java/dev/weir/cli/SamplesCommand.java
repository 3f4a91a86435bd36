package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.topic.Topics;
import dev.weir.wire.RecordTable;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificData;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir disagreements|outliers MODEL}: shadow pairs that were kept for people to look into. */
@Command
final class SamplesCommand extends ListCommand {
    /** What can be looked into. */
    private enum Samples implements Kind {
        DISAGREEMENTS("Show requests that the candidate answered otherwise in shadow, newest first."),
        OUTLIERS("Show requests for which the candidate took unusually long in shadow, the worst first.");

        private final String description;

        Samples(String description) {
            this.description = description;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public String example() {
            return "--limit 100 -o csv";
        }
    }

    private static final List<Figures.Column> COLUMNS = List.of(
            new Figures.Column("timestamp", "/timestamp"),
            new Figures.Column("requestId", "/requestId"),
            new Figures.Column("baseline", "/baseline/label"),
            new Figures.Column("candidate", "/candidate/label"),
            new Figures.Column("similarity", "/similarity"),
            new Figures.Column("baselineMicros", "/baselineLatency/durationMicros"),
            new Figures.Column("candidateMicros", "/candidateLatency/durationMicros"),
            new Figures.Column("latencyRatio", "/latencyRatio"));

    /** All that a sample says, for programs. */
    private static final RecordTable ALL_COLUMNS =
            RecordTable.of(SpecificData.get().getSchema(Topics.SHADOW_SAMPLES.valueType()));

    private final Samples samples;

    @Option(names = "--offset", paramLabel = "N", defaultValue = "0", description = "How many to leave out first.")
    private int offset;

    private SamplesCommand(Samples samples) {
        super(samples);
        this.samples = samples;
    }

    /** One command a kind. */
    static List<CommandLine> all() {
        return each(Samples.values(), SamplesCommand::new);
    }

    @Override
    int run() throws InterruptedException {
        JsonNode answer = answer(client(), "&offset=" + offset);
        if (figures().format() == Figures.Format.CSV) {
            Csv.print(out(), List.of(ALL_COLUMNS.columns()));
            answer.path(samples.list()).forEach(sample -> Csv.print(out(), ALL_COLUMNS.rows(sample)));
            return DONE;
        }
        figures().print(out(), answer, answer.path(samples.list()), COLUMNS);
        if (figures().format() == Figures.Format.TABLE) {
            for (JsonNode pattern : answer.path("patterns")) {
                out().printf(
                                Locale.ROOT,
                                "%s -> %s: %d of %d kept, %.1f %%%n",
                                Figures.plain(pattern.path("from").asText()),
                                Figures.plain(pattern.path("to").asText()),
                                pattern.path("count").asInt(),
                                answer.path("total").asInt(),
                                100 * pattern.path("share").asDouble());
            }
        }
        return DONE;
    }
}
