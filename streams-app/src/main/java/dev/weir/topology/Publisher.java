package dev.weir.topology;

import dev.weir.judge.Output;
import dev.weir.wire.OutputCodec;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.WatchCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards what a judge says to the sink of its topic. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final ProcessorContext<byte[], Object> context;

    Publisher(ProcessorContext<byte[], Object> context) {
        this.context = context;
    }

    /** Forwards one output; true if it is a decision, which should not wait for the next commit. */
    boolean publish(String model, Output output, Instant now) {
        if (output instanceof Output.Judged judged) {
            forward(model, OutputCodec.verdict(model, judged), WeirTopology.VERDICTS_OUT, now);
        } else if (output instanceof Output.Routed routed) {
            forward(model, OutputCodec.table(routed.table()), WeirTopology.ROUTES_OUT, now);
        } else if (output instanceof Output.Measured measured) {
            forward(model, OutputCodec.metrics(model, measured, now), WeirTopology.METRICS_OUT, now);
        } else if (output instanceof Output.Restored restored) {
            forward(model, PlanCodec.toWire(restored.plan()), WeirTopology.ROLLOUTS_OUT, now);
        } else if (output instanceof Output.WatchRestored restored) {
            forward(model, WatchCodec.toWire(restored.watch()), WeirTopology.ROLLOUTS_OUT, now);
        } else if (output instanceof Output.Raised raised) {
            forward(model, OutputCodec.alert(raised.alert()), WeirTopology.ALERTS_OUT, now);
        } else {
            dev.weir.rollout.Decision decision = ((Output.Decided) output).decision();
            forward(model, OutputCodec.decision(decision), WeirTopology.DECISIONS_OUT, now);
            LOG.info(
                    "decision={} model={} rollout={} action={} from={} to={} revision={} by={} reason=\"{}\"",
                    decision.id(),
                    model,
                    decision.rollout(),
                    decision.action(),
                    decision.fromStage(),
                    decision.toStage(),
                    decision.revision(),
                    decision.issuedBy(),
                    decision.reason());
            return true;
        }
        return false;
    }

    private void forward(String model, SpecificRecord value, String sink, Instant now) {
        context.forward(new Record<>(model.getBytes(StandardCharsets.UTF_8), value, now.toEpochMilli()), sink);
    }
}
