package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.AppConfig;
import dev.weir.report.Dossier;
import dev.weir.topic.Topic;
import dev.weir.topic.Topics;
import dev.weir.wire.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;

/** Where a report's records come from: a control plane, or the topics themselves. */
final class ReportSources {
    private static final int PAGE = 1_000;

    /** Records of a rollout may carry times from shortly before its decision. */
    private static final Duration BEFORE = Duration.ofMinutes(1);

    private ReportSources() {}

    /** What a control plane has in memory. */
    static Dossier controlPlane(ControlClient client, String model) throws InterruptedException {
        String path = "/v1/models/" + ControlClient.part(model);
        JsonNode delivery = client.get(path + "/delivery?acks=true").body();
        return new Dossier(
                model,
                Instant.now(),
                false,
                history(client, path, "decisions"),
                history(client, path, "verdicts"),
                history(client, path, "metrics"),
                history(client, path, "alerts"),
                acks(delivery),
                slices(delivery));
    }

    /** All pages of a list, oldest first. */
    private static List<JsonNode> history(ControlClient client, String path, String name) throws InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String first = path + "/" + name + "?limit=" + PAGE;
        for (String next = first; next != null; ) {
            JsonNode page = client.get(next).body();
            page.path(name).forEach(items::add);
            String cursor = page.path("nextCursor").textValue();
            next = cursor == null ? null : first + "&cursor=" + ControlClient.part(cursor);
        }
        Collections.reverse(items);
        return items;
    }

    private static List<JsonNode> acks(JsonNode delivery) {
        List<JsonNode> acks = new ArrayList<>();
        for (JsonNode revision : delivery.path("revisions")) {
            revision.path("appliedAt").properties().forEach(ack -> {
                ObjectNode node = JsonNodeFactory.instance.objectNode().put("sidecar", ack.getKey());
                node.set("revision", revision.get("revision"));
                node.set("appliedAt", ack.getValue());
                acks.add(node);
            });
        }
        return acks;
    }

    private static List<JsonNode> slices(JsonNode delivery) {
        long seconds = delivery.path("sliceSeconds").asLong();
        List<JsonNode> reports = new ArrayList<>();
        for (JsonNode slice : delivery.path("slices")) {
            Instant start = Instant.parse(slice.path("start").asText());
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("from", start.toString())
                    .put("until", start.plusSeconds(seconds).toString());
            node.set("assigned", slice.get("assigned"));
            reports.add(node);
        }
        Collections.reverse(reports);
        return reports;
    }

    /** What the topics keep. */
    static Dossier topics(AppConfig config, String model, String rollout, Consumer<String> complaints) {
        try {
            List<JsonNode> decisions = records(config, Topics.DECISIONS, model, null, complaints);
            List<JsonNode> course = Dossier.decisionsOf(decisions, rollout);
            if (course.isEmpty()) {
                throw unknown(decisions, model, rollout);
            }
            Instant since =
                    Instant.parse(course.get(0).path("timestamp").asText()).minus(BEFORE);
            return new Dossier(
                    model,
                    Instant.now(),
                    true,
                    decisions,
                    verdicts(config, model, since, complaints),
                    records(config, Topics.METRICS, model, since, complaints),
                    records(config, Topics.ALERTS, model, since, complaints),
                    records(config, Topics.ROUTE_ACKS, model, since, complaints),
                    records(config, Topics.ROUTER_REPORTS, model, since, complaints));
        } catch (KafkaException away) {
            throw CommandFailure.away(away);
        }
    }

    /** Without what only their derivation asks for, as the control plane has them. */
    private static List<JsonNode> verdicts(AppConfig config, String model, Instant since, Consumer<String> complaints) {
        List<JsonNode> verdicts = records(config, Topics.VERDICTS, model, since, complaints);
        verdicts.forEach(verdict -> ((ObjectNode) verdict).putNull("readings"));
        return verdicts;
    }

    /** The records of a model on a topic, as JSON. */
    private static List<JsonNode> records(
            AppConfig config,
            Topic<? extends SpecificRecord> topic,
            String model,
            Instant since,
            Consumer<String> complaints) {
        List<JsonNode> records = new ArrayList<>();
        read(config, topic, model, since, complaints, value -> records.add(JsonCodec.toJson(value)));
        return records;
    }

    /** All records of a model that a topic still has. */
    static List<SpecificRecord> raw(
            AppConfig config, Topic<? extends SpecificRecord> topic, String model, Consumer<String> complaints) {
        List<SpecificRecord> records = new ArrayList<>();
        read(config, topic, model, null, complaints, records::add);
        return records;
    }

    /** In their order, since all of a model are in one partition. */
    private static void read(
            AppConfig config,
            Topic<? extends SpecificRecord> topic,
            String model,
            Instant since,
            Consumer<String> complaints,
            Consumer<SpecificRecord> taker) {
        try (TopicReader reader = new TopicReader(config, topic, complaints)) {
            reader.read(since, null, false, () -> false, new TopicReader.Taker() {
                @Override
                public void take(String key, SpecificRecord value) {
                    if (model.equals(key)) {
                        taker.accept(value);
                    }
                }

                @Override
                public void pause() {
                    // Nothing is shown before all is there.
                }
            });
        }
    }

    /** A model without any rollout, or a rollout that its decisions do not know. */
    static CommandFailure unknown(List<JsonNode> decisions, String model, String rollout) {
        Set<String> known = Dossier.rollouts(decisions);
        if (known.isEmpty()) {
            return new CommandFailure(
                    "no rollout of model '" + model
                            + "' is known here; weir get lists the models, and with --bootstrap-servers all that the topics keep is read");
        }
        return new CommandFailure(
                "model '" + model + "' had no rollout '" + rollout + "'; known are " + String.join(", ", known));
    }
}
