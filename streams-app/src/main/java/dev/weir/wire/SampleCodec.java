package dev.weir.wire;

import dev.weir.event.Observation;
import dev.weir.event.Segments;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.SampleKind;
import dev.weir.schema.ShadowSample;
import dev.weir.window.OpenPair;
import dev.weir.window.PairSample;
import dev.weir.window.PairSide;
import java.time.Instant;

/** Shadow pairs for people to look into, as they are published. */
public final class SampleCodec {
    private static final double MILLIONTHS = 1_000_000;

    private SampleCodec() {}

    /**
     * A sample; only of a pair with both halves.
     *
     * @param rollout rollout it belongs to; null if unknown
     */
    public static ShadowSample sample(PairSample sample, String rollout) {
        OpenPair pair = sample.pair();
        PairSide served = pair.served();
        PairSide shadow = pair.shadow();
        return ShadowSample.newBuilder()
                .setModel(pair.model())
                .setRollout(rollout)
                .setRequestId(pair.requestId())
                .setTimestamp(Instant.ofEpochMilli(served.assignedMillis()))
                .setKind(SampleKind.valueOf(sample.kind().name()))
                .setSegments(Segments.attributes(served.segments()))
                .setRequest(request(served))
                .setBaseline(prediction(served))
                .setCandidate(prediction(shadow))
                .setBaselineLatency(latency(served.call()))
                .setCandidateLatency(latency(shadow.call()))
                .setSimilarity(sample.similarity())
                .build();
    }

    private static RequestPart request(PairSide side) {
        return side.asked() == null
                ? null
                : RequestPart.newBuilder()
                        .setFeatures(side.asked().features())
                        .setCategories(side.asked().categories())
                        .setSizeBytes(side.asked().sizeBytes())
                        .build();
    }

    private static PredictionPart prediction(PairSide side) {
        return side.answer() == null
                ? null
                : PredictionPart.newBuilder()
                        .setLabel(side.answer().label())
                        .setScore(side.answer().score())
                        .setValue(side.answer().value())
                        .setText(side.answer().text())
                        .setEmbedding(side.answer().embedding())
                        .build();
    }

    private static LatencyPart latency(Observation.Call call) {
        return call == null
                ? null
                : LatencyPart.newBuilder()
                        .setDurationMicros(call.durationMicros())
                        .setStatus(LatencyStatus.valueOf(call.status().name()))
                        .setCpuMicros(known(call.cpuMicros()))
                        .setMemoryBytes(known(call.memoryBytes()))
                        .setCost(
                                call.costMicros() == Observation.ABSENT
                                        ? null
                                        : (Double) (call.costMicros() / MILLIONTHS))
                        .build();
    }

    private static Long known(long figure) {
        return figure == Observation.ABSENT ? null : (Long) figure;
    }
}
