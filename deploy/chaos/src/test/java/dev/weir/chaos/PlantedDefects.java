package dev.weir.chaos;

import dev.weir.schema.Check;
import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts into the topics what must not be there, one thing for each that a run compares, while nobody reads them any more. */
final class PlantedDefects implements AutoCloseable {
    private static final String PLANTED = "planted";

    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<SpecificRecord> serializer;

    PlantedDefects(Map<String, Object> client) {
        serializer = AvroSerdes.from(client).serializer();
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Plants them.
     *
     * @param said what has been said so far
     * @return what a comparison must name then, by the beginning of its words
     */
    List<String> plant(Said said) {
        List<String> named = Stream.of(
                        events(),
                        decisions(said.decisions.get(Models.CLIMBING)),
                        tables(said.tables.get(Models.CLIMBING)),
                        verdict(said.verdicts.get(Models.CLIMBING).get(0)),
                        command())
                .flatMap(List::stream)
                .toList();
        producer.flush();
        return named;
    }

    /** A request with an experiment, a pair that matches, and what is no event. */
    private List<String> events() {
        Requests requests = new Requests(new Random(1), true);
        Instant now = Instant.now();
        Requests.Way way = new Requests.Way(Models.TRIED, "v1", 1L, null);
        event(InferenceEvent.newBuilder(requests.served(way, now).get(0))
                .setRequestId(PLANTED)
                .build());
        List<InferenceEvent> pair;
        do {
            pair = requests.paired(Models.SHADOWED, "v1", "v2", now);
        } while (!matches(pair));
        pair.forEach(half -> event(InferenceEvent.newBuilder(half)
                .setRequestId(Requests.PAIRED + PLANTED)
                .build()));
        producer.send(
                new ProducerRecord<>(TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS), PLANTED, new byte[] {1, 2, 3}));
        return List.of(
                "counts of ",
                "window of ",
                "tallies of the experiment",
                "events of shadow pairs",
                "shadow pairs: ",
                "compared shadow pairs",
                "shadow pairs that match",
                "dead letters",
                "places of dead letters");
    }

    private static boolean matches(List<InferenceEvent> halves) {
        Pairs pairs = new Pairs();
        halves.forEach(pairs::add);
        return pairs.counts().matches() > 0;
    }

    private void event(InferenceEvent event) {
        send(Topics.INFERENCE_EVENTS, event.getRequestId(), event);
    }

    /** The last decision once more; and a candidate that fails, put in charge by a verdict that nobody published. */
    private List<String> decisions(List<Decision> made) {
        decision(made.get(made.size() - 1));
        Decision start = made.stream()
                .filter(decision -> decision.getAction() == DecisionAction.START
                        && decision.getPlan().getCandidate().startsWith(Requests.FAILING))
                .findFirst()
                .orElseThrow();
        decision(start);
        String id = Models.CLIMBING + "-" + PLANTED;
        decision(Decision.newBuilder(start)
                .setDecisionId(id)
                .setAction(DecisionAction.PROMOTE)
                .setVerdictId(PLANTED)
                .build());
        return List.of("id of decision", "revision of ", id + " rests on ", id + " promotes");
    }

    private void decision(Decision decision) {
        send(Topics.DECISIONS, decision.getModel(), decision);
    }

    /** The last table once more, and one that nobody decided. */
    private List<String> tables(List<RoutingTable> made) {
        RoutingTable last = made.get(made.size() - 1);
        send(Topics.ROUTES, last.getModel(), last);
        RoutingTable later = RoutingTable.newBuilder(last)
                .setRevision(last.getRevision() + 100)
                .build();
        send(Topics.ROUTES, last.getModel(), later);
        return List.of("table " + last.getRevision() + " of ", "decision of table", "last table of ");
    }

    private List<String> verdict(Verdict again) {
        send(Topics.VERDICTS, again.getModel(), again);
        return List.of("different ids of verdicts");
    }

    private List<String> command() {
        OperatorCommand command = OperatorCommand.newBuilder()
                .setCommandId(PLANTED)
                .setModel(Models.OPERATED)
                .setTimestamp(Instant.now())
                .setCommand(CommandType.PAUSE)
                .setIssuedBy(PLANTED)
                .setReason("nobody acts on it")
                .build();
        send(Topics.COMMANDS, command.getModel(), command);
        return List.of("decisions on the command of " + PLANTED);
    }

    private <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
        String name = TopicNames.DEFAULT.of(topic);
        producer.send(new ProducerRecord<>(name, key, serializer.serialize(name, value)));
    }

    /** The same verdicts, in each of which every threshold is another than it was. */
    static Map<String, List<Verdict>> withOtherFigures(Map<String, List<Verdict>> verdicts) {
        Map<String, List<Verdict>> others = new HashMap<>();
        verdicts.forEach((model, all) -> others.put(
                model, all.stream().map(PlantedDefects::withOtherFigures).toList()));
        return others;
    }

    private static Verdict withOtherFigures(Verdict verdict) {
        List<Check> checks = verdict.getChecks().stream()
                .map(check -> Check.newBuilder(check)
                        .setThreshold(check.getThreshold() == null ? 1.0 : check.getThreshold() + 1)
                        .build())
                .toList();
        return Verdict.newBuilder(verdict).setChecks(checks).build();
    }

    @Override
    public void close() {
        producer.close();
    }
}
