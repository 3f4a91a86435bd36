package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.OutcomeEvidence;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.PlanDraft;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.OutcomeLosses;
import dev.weir.wire.PieceCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outcomes from their topic into what the judge knows, with the real store between them. */
class OutcomesTest {
    private final TopologyRun run = new TopologyRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldJoinOutcomesToTheirPredictionsWhicheverCameFirst() {
        begin();
        InferenceEvent first = predicted("yes");
        InferenceEvent second = predicted("no");
        InferenceEvent third = predicted("no");
        run.send(labelled(second, "yes"));
        run.send(first);
        run.send(second);
        run.send(third);
        run.advance(Duration.ofMinutes(10));
        run.send(labelled(first, "yes"));
        run.send(labelled(first, "yes"));
        run.advance(Duration.ofSeconds(1));
        run.send(labelled(first, "no"));
        run.send(OutcomeEvent.newBuilder(labelled(third, null)).setReward(2.5).build());
        run.send(OutcomeEvent.newBuilder(labelled(third, "no"))
                .setRequestId("unheard of")
                .build());
        run.advance(Duration.ofSeconds(2));

        OutcomeEvidence known = known();
        assertThat(known.before().requests()).isEqualTo(3);
        assertThat(known.before().successes().n()).isEqualTo(2);
        assertThat(known.before().successes().sum()).isEqualTo(1);
        assertThat(known.before().rewards().sum()).isEqualTo(2_500_000);
        assertThat(known.losses()).isEqualTo(new OutcomeLosses(1, 0, 0, 1, 1));
    }

    @Test
    void shouldTakeAPredictionAndACallThatComeApart() {
        begin();
        InferenceEvent whole = predicted("yes");
        run.send(InferenceEvent.newBuilder(whole).setLatency(null).build());
        run.send(labelled(whole, "yes"));
        run.send(InferenceEvent.newBuilder(whole).setPrediction(null).build());
        run.send(whole);

        OutcomeEvidence known = known();
        assertThat(known.before().requests()).isEqualTo(1);
        assertThat(known.before().successes().sum()).isEqualTo(1);
        assertThat(known.before().latencies().n()).isEqualTo(1);
    }

    @Test
    void shouldCountAnOutcomeOfARequestThatIsNoLongerWaitedForAsLost() {
        begin();
        InferenceEvent event = predicted("yes");
        run.send(event);
        run.advance(TopologyRun.OUTCOME_HORIZON.plusMinutes(1));
        run.send(predicted("yes"));
        run.send(labelled(event, "yes"));

        OutcomeEvidence known = known();
        assertThat(known.before().successes().n()).isZero();
        assertThat(known.losses().late() + known.losses().noPrediction()).isEqualTo(1);
    }

    @Test
    void shouldKeepNothingOfAModelThatNobodyAsksOf() {
        run.submit(new PlanDraft().plan());
        run.send(predicted("yes"));
        run.send(labelled(predicted("yes"), "yes"));

        assertThat(run.counter("weir.outcomes", Map.of("result", "unasked"))).isEqualTo(1);
        try (var kept = run.driver
                .<byte[], byte[]>getWindowStore(WeirTopology.AWAITED_OUTCOMES)
                .all()) {
            assertThat(kept.next().key.key()).isEqualTo(Outcomes.MARKER);
            assertThat(kept.hasNext()).isFalse();
        }
    }

    @Test
    void shouldBuryAnOutcomeThatSaysNothingOrTooMuch() {
        begin();
        InferenceEvent event = predicted("yes");
        run.send(labelled(event, null));
        run.send(
                OutcomeEvent.newBuilder(labelled(event, "yes")).setSuccess(true).build());
        run.send(OutcomeEvent.newBuilder(labelled(event, null))
                .setReward(Double.NaN)
                .build());
        run.driver
                .createInputTopic(
                        TopicNames.DEFAULT.of(Topics.OUTCOMES), new StringSerializer(), new ByteArraySerializer())
                .pipeInput("r", new byte[] {1, 2, 3});

        assertThat(run.deadLetters().readRecordsToList())
                .extracting(letter -> header(letter.headers().lastHeader("weir.reason")))
                .containsExactly("MISSING_FIELD", "MISSING_FIELD", "OUT_OF_RANGE", "UNREADABLE");
        assertThat(run.counter("weir.outcomes", Map.of("result", "dead", "reason", "MISSING_FIELD")))
                .isEqualTo(2);
    }

    private void begin() {
        run.joinOutcomes();
        run.submit(new PlanDraft()
                .collecting(Duration.ofDays(1), 1_000)
                .stages(PlanDraft.stage("ab-test", 50), PlanDraft.stage("full", 100))
                .experiment(ExperimentTerms.STANDARD)
                .plan());
        run.advance(Duration.ofSeconds(1));
    }

    private InferenceEvent predicted(String label) {
        return InferenceEvent.newBuilder(run.event("v1.0", 1L, LatencyStatus.OK, 5_000))
                .setPrediction(PredictionPart.newBuilder().setLabel(label).build())
                .build();
    }

    private OutcomeEvent labelled(InferenceEvent event, String label) {
        return OutcomeEvent.newBuilder()
                .setRequestId(event.getRequestId())
                .setModel(TopologyRun.MODEL)
                .setTimestamp(run.now())
                .setLabel(label)
                .build();
    }

    private OutcomeEvidence known() {
        run.advance(Duration.ofSeconds(1));
        List<OutcomeEvidence> known = new ArrayList<>();
        new ModelStore(run.driver.getKeyValueStore(WeirTopology.MODELS))
                .forEach((model, pieces) ->
                        known.add(new PieceCodec().read(model, pieces).trial().outcomes()));
        return known.get(0);
    }

    private static String header(org.apache.kafka.common.header.Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
