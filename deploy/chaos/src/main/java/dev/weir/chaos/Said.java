package dev.weir.chaos;

import dev.weir.schema.Decision;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** What was said to the judge and by it, in the order of each model: commands, decisions, tables, verdicts, dead letters. */
final class Said implements AutoCloseable {
    final Map<String, List<Decision>> decisions = new TreeMap<>();
    final Map<String, List<RoutingTable>> tables = new TreeMap<>();
    final Map<String, List<String>> commandIssuers = new TreeMap<>();
    final Map<String, List<Verdict>> verdicts = new TreeMap<>();
    final List<String> verdictIds = new ArrayList<>();
    final List<String> buried = new ArrayList<>();
    final Set<String> models = new HashSet<>();
    private final List<Runnable> reads = new ArrayList<>();
    private final List<TopicReader> topics = new ArrayList<>();

    Said(Map<String, Object> client) {
        AvroSerdes serdes = AvroSerdes.from(client);
        read(client, serdes, Topics.DECISIONS, decision -> {
            models.add(decision.getModel());
            of(decisions, decision.getModel()).add(decision);
        });
        read(client, serdes, Topics.ROUTES, table -> of(tables, table.getModel())
                .add(table));
        read(client, serdes, Topics.COMMANDS, (OperatorCommand command) -> of(commandIssuers, command.getModel())
                .add(command.getIssuedBy()));
        read(client, serdes, Topics.VERDICTS, verdict -> {
            of(verdicts, verdict.getModel()).add(verdict);
            verdictIds.add(verdict.getVerdictId());
        });
        TopicReader letters = new TopicReader(client, Topics.DEAD_LETTERS);
        topics.add(letters);
        reads.add(() -> letters.readOn(letter ->
                buried.add(header(letter.headers().lastHeader("weir.partition").value())
                        + "@"
                        + header(letter.headers().lastHeader("weir.offset").value()))));
    }

    private <T extends SpecificRecord> void read(
            Map<String, Object> client, AvroSerdes serdes, Topic<T> topic, Consumer<T> action) {
        TopicReader reader = new TopicReader(client, topic);
        var deserializer = serdes.deserializer(topic.valueType());
        topics.add(reader);
        reads.add(
                () -> reader.readOn(record -> action.accept(deserializer.deserialize(record.topic(), record.value()))));
    }

    private static <T> List<T> of(Map<String, List<T>> all, String model) {
        return all.computeIfAbsent(model, key -> new ArrayList<>());
    }

    private static String header(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    void readOn() {
        reads.forEach(Runnable::run);
    }

    /** How many decisions there are by who issued them, of one model. */
    Map<String, Integer> issuers(String model) {
        Map<String, Integer> issuers = new HashMap<>();
        decisions.getOrDefault(model, List.of()).forEach(each -> issuers.merge(each.getIssuedBy(), 1, Integer::sum));
        return issuers;
    }

    @Override
    public void close() {
        topics.forEach(TopicReader::close);
    }
}
