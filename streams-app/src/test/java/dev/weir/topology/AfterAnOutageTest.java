package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.MetricsWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A partition to which nothing comes follows the clock; what producers had kept back meanwhile is late. */
class AfterAnOutageTest {
    private static final int PER_SECOND = 10;
    private static final int SECONDS_AWAY = 40;

    private final TopologyRun run = new TopologyRun();
    private long sent;

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldCountWhatWasKeptBackNameItAsLateAndConcludeNothingFromIt() {
        run.submit(new PlanDraft()
                .collecting(Duration.ofSeconds(2), 10)
                .stages(
                        new Stage(
                                "canary-50", 5_000, 0, Duration.ofMinutes(2), Duration.ofHours(1), 0, false, List.of()),
                        PlanDraft.stage("full", 100))
                .guardrails(List.of(new Guardrail(Metric.ERROR_RATE, 2, 2, 0.02, Guardrail.Action.ROLLBACK)))
                .plan());
        for (int second = 0; second < 20; second++) {
            requests(LatencyStatus.OK).forEach(this::send);
            run.advance(Duration.ofSeconds(1));
        }
        List<InferenceEvent> keptBack = new ArrayList<>();
        for (int second = 0; second < SECONDS_AWAY; second++) {
            // All of the candidate's fail, which would send it back if it were evidence.
            keptBack.addAll(requests(LatencyStatus.ERROR));
            run.advance(Duration.ofSeconds(1));
        }
        run.advance(Duration.ofSeconds(10));

        keptBack.forEach(this::send);
        run.advance(Duration.ofSeconds(20));

        assertThat(run.counter("weir.requests.late", Map.of())).isEqualTo(keptBack.size());
        Map<Object, Long> windows = new HashMap<>();
        for (MetricsWindow window : run.metrics()) {
            windows.put(List.of(window.getWindowStart(), window.getVariant()), window.getRequests());
        }
        assertThat(windows.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(sent);
        List<Decision> decisions = run.decisions();
        assertThat(decisions)
                .extracting(Decision::getAction)
                .doesNotContain(DecisionAction.ROLLBACK)
                .endsWith(DecisionAction.HOLD);
        assertThat(decisions.get(decisions.size() - 1).getReason()).contains("400 of the last minute's", "came late");
    }

    private List<InferenceEvent> requests(LatencyStatus candidate) {
        List<InferenceEvent> requests = new ArrayList<>();
        for (int i = 0; i < PER_SECOND; i++) {
            requests.add(run.event("v1.0", null, LatencyStatus.OK, 20_000));
            requests.add(run.event("v2.0", null, candidate, 20_000));
        }
        return requests;
    }

    private void send(InferenceEvent event) {
        run.send(event);
        sent++;
    }
}
