package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.judge.ModelSnapshot;
import dev.weir.rollout.PlanDraft;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.wire.PieceCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private final TopologyRun run = new TopologyRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldForgetWhatALostTransactionDidWhenTheTaskStartsAnew() {
        run.submit(new PlanDraft().plan());
        assertThat(run.decisions()).extracting(Decision::getAction).containsExactly(DecisionAction.START);

        run.reviveTask();
        run.submit(new PlanDraft().plan());
        assertThat(run.decisions()).extracting(Decision::getAction).containsExactly(DecisionAction.START);
    }

    /** What was stored in the lost transaction is not there: a task that only adds to it would leave half a model behind. */
    @Test
    void shouldStoreAllOfAModelOnceMoreWhenTheTaskStartsAnew() {
        run.submit(new PlanDraft().plan());
        run.advance(Duration.ofSeconds(1));
        ModelSnapshot before = stored();

        run.reviveTask();
        run.submit(new PlanDraft().plan());
        assertThat(stored().state().rollout().status())
                .isEqualTo(before.state().rollout().status());
        assertThat(stored().trial().starts()).hasSize(1);
    }

    private ModelSnapshot stored() {
        List<ModelSnapshot> stored = new ArrayList<>();
        new ModelStore(run.driver.getKeyValueStore(WeirTopology.MODELS))
                .forEach((model, pieces) -> stored.add(new PieceCodec().read(model, pieces)));
        assertThat(stored).hasSize(1);
        return stored.get(0);
    }

    @Test
    void shouldGoOnCountingWhenTheTaskStartsAnew() {
        run.reviveTask();
        run.send(run.event("v1.0", 1L, LatencyStatus.OK, 5_000));
        run.advance(Duration.ofSeconds(3));
        assertThat(run.counter("weir.requests.unknown.model", Map.of())).isEqualTo(1);
    }

    @Test
    void shouldKnowADuplicateOfWhatTheTaskBeforeItCounted() {
        run.submit(new PlanDraft().plan());
        InferenceEvent event = run.event("v1.0", 1L, LatencyStatus.OK, 5_000);
        run.send(event);

        run.reviveTask();
        run.send(event);
        assertThat(run.counter("weir.events", Map.of("result", "counted"))).isEqualTo(1);
        assertThat(run.counter("weir.events", Map.of("result", "duplicate"))).isEqualTo(1);
    }
}
