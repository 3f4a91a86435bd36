package dev.weir.topology;

import dev.weir.judge.ModelJudge;
import dev.weir.judge.Output;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.SignalCodec;
import dev.weir.wire.WatchCodec;
import dev.weir.wire.WithdrawalCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the records of the topics keyed by model and tells them to the model's judge. */
final class JudgeSignals {
    private final Map<String, Reader> readers;

    /** Tells one record to a judge. */
    private interface Reader {
        List<Output> tell(ModelJudge judge, String topic, byte[] value, Headers headers, Instant now);
    }

    JudgeSignals(AvroSerdes serdes, TopicNames names) {
        Deserializer<RolloutSpec> plans = serdes.deserializer(RolloutSpec.class);
        Deserializer<OperatorCommand> commands = serdes.deserializer(OperatorCommand.class);
        Deserializer<RouteAck> acks = serdes.deserializer(RouteAck.class);
        Deserializer<RouterReport> reports = serdes.deserializer(RouterReport.class);
        readers = Map.of(
                names.of(Topics.ROLLOUTS),
                (judge, topic, value, headers, now) -> value == null
                        ? judge.withdraw(WithdrawalCodec.fromWire(headers), now)
                        : submitted(plans, judge, topic, value, now),
                names.of(Topics.COMMANDS),
                (judge, topic, value, headers, now) -> judge.command(
                        SignalCodec.command(read(commands, OperatorCommand::getModel, judge, topic, value)), now),
                names.of(Topics.ROUTE_ACKS),
                (judge, topic, value, headers, now) -> {
                    RouteAck ack = read(acks, RouteAck::getModel, judge, topic, value);
                    judge.acknowledged(ack.getSidecar(), ack.getRevision(), ack.getAppliedAt(), now);
                    return List.of();
                },
                names.of(Topics.ROUTER_REPORTS),
                (judge, topic, value, headers, now) -> {
                    RouterReport report = read(reports, RouterReport::getModel, judge, topic, value);
                    judge.report(SignalCodec.report(report), now);
                    judge.health(SignalCodec.report(report), SignalCodec.health(report), now);
                    return List.of();
                });
    }

    /**
     * Tells a record to a judge.
     *
     * @return what is to be published
     * @throws SerializationException if the record cannot be read
     */
    List<Output> tell(ModelJudge judge, String topic, byte[] value, Headers headers, Instant now) {
        return readers.get(topic).tell(judge, topic, value, headers, now);
    }

    private static List<Output> submitted(
            Deserializer<RolloutSpec> plans, ModelJudge judge, String topic, byte[] value, Instant now) {
        RolloutSpec spec = read(plans, RolloutSpec::getModel, judge, topic, value);
        try {
            return spec.getWatchOnly()
                    ? judge.watch(WatchCodec.fromWire(spec), now)
                    : judge.plan(PlanCodec.fromWire(spec), now);
        } catch (IllegalArgumentException e) {
            throw new SerializationException("no plan of a rollout: " + e.getMessage(), e);
        }
    }

    private static <T> T read(
            Deserializer<T> deserializer, Function<T, String> model, ModelJudge judge, String topic, byte[] value) {
        T record = deserializer.deserialize(topic, value);
        if (record == null) {
            throw new SerializationException("the record has no value");
        }
        if (!model.apply(record).equals(judge.model())) {
            throw new SerializationException("the record is about model " + model.apply(record) + " and its key is "
                    + judge.model() + "; write the model as the key");
        }
        return record;
    }
}
